import { describe, expect, it, test } from "vitest";
import type { Tensor } from "../../src/common/tensor.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { createModel } from "../../src/models/index.ts";
import { layerNamed } from "../../src/models/model.ts";
import { fourierBasis, frequencyOf, inverseFrequencies } from "../../src/visualize/fourier.ts";
import { constantFeeds, firstState, lastFeeds, maximizedSide, maximizeGraph, stepFeeds } from "../../src/visualize/maximize.ts";
import { drawMaximized } from "../../src/visualize/maximized_grid.ts";
import { stillRises } from "../../src/visualize/rising.ts";
import { convolved, filter, modelOf } from "./tiny_model.ts";

const places = (side: number, from = 0) => Array.from({ length: side }, (_, i) => i + from);

describe.each([6, 7])("the Fourier basis of %i samples", side => {
  const basis = fourierBasis(side, places(side));

  it("is orthogonal", () => {
    for (let j = 0; j < side; j++)
      for (let k = 0; k < side; k++) {
        const product = places(side).reduce((sum, row) => sum + basis[row * side + j] * basis[row * side + k], 0);
        expect(product).toBeCloseTo(j === k ? 1 : 0, 5);
      }
  });

  it("comes round after its side, and changes sign as often as its frequency says", () => {
    for (const [i, value] of fourierBasis(side, places(side, side)).entries()) expect(value).toBeCloseTo(basis[i], 5);
    expect(places(side).map(frequencyOf)).toEqual([0, 1, 1, 2, 2, 3, 3].slice(0, side));
  });

  it("gives fine structure less weight, by one over its frequency in both directions", () => {
    const scale = inverseFrequencies(side);
    expect([scale[0], scale[1], scale[3], scale[3 * side]]).toEqual([1, 1, 0.5, 0.5]);
    expect(scale[3 * side + 3]).toBeCloseTo(1 / Math.hypot(2, 2), 6);
  });
});

/** Images made for channels of a small model by so many steps, with the mean responses before each. */
function made(channels: number[], steps: number, seed: number) {
  const model = modelOf((b, x) => b.op("relu", [convolved(b, x)], {}));
  const options = { count: channels.length, side: 8, layer: "last" };
  const graph = maximizeGraph(model, options);
  const state: Record<string, Tensor> = { filter, ...firstState(options, channels, seed) };
  const feeds = constantFeeds(options, channels, 2);
  const responses: number[][] = [];
  for (let step = 1; step <= steps; step++)
    responses.push([...interpret(graph, state, { ...feeds, ...stepFeeds(8, step, seed) }).responses.data]);
  const last = interpret(graph, state, { ...feeds, ...lastFeeds(8, steps) });
  return { responses: [...responses, [...last.responses.data]], rgb: last.rgb.data, maps: last.maps.data };
}

describe("gradient ascent", () => {
  it("raises the response of each channel, within the range of colors", () => {
    const { responses, rgb } = made([0, 1], 60, 1);
    for (const i of [0, 1]) expect(responses.at(-1)![i]).toBeGreaterThan(4 * Math.max(0.05, responses[0][i]));
    expect(rgb.every(value => value > 0 && value < 1)).toBe(true);
  });

  it("tells the map of each channel, and its mean", () => {
    const { responses, maps } = made([0, 1], 3, 1);
    for (const i of [0, 1]) {
      const map = maps.subarray((i * maps.length) / 2, ((i + 1) * maps.length) / 2);
      expect(map.reduce((sum, value) => sum + value, 0) / map.length).toBeCloseTo(responses.at(-1)![i], 5);
    }
  });

  it("gives the same for the same seed, whatever is made beside it, and another for another seed", () => {
    const alone = made([1], 5, 1).rgb;
    expect(made([0, 1], 5, 1).rgb.subarray(8 * 8 * 3)).toEqual(alone);
    expect(made([1], 5, 2).rgb).not.toEqual(alone);
  });
});

test("images are made as large as twice what a unit sees, within bounds", () => {
  const model = createModel("resnet34", { outputs: 2 });
  const sideOf = (layer: string, imageSize: number) => maximizedSide(layerNamed(model, layer), imageSize);
  expect(["conv1", "layer1.0.conv1", "layer1", "layer4"].map(layer => sideOf(layer, 224))).toEqual([32, 64, 128, 160]);
  expect(sideOf("layer4", 64)).toBe(64);
});

test("a response still rises where the end of the last quarter lies more than 5 % above its beginning, on average", () => {
  const steps = places(128);
  expect(stillRises(steps)).toBe(true);
  expect(stillRises(steps.map(step => Math.min(step, 90) + (step % 2)))).toBe(false);
  // From below 0 up to it, and down again.
  expect(stillRises(steps.map(step => step - 128))).toBe(true);
  expect(stillRises(steps.map(step => -step))).toBe(false);
  expect(stillRises(places(15))).toBeNull();
});

describe("the picture of the images that were made", () => {
  const image = {
    channel: 3,
    side: 8,
    rgb: new Float32Array(8 * 8 * 3).fill(0.5),
    made: 12.34,
    seen: 4,
    stillRises: false as boolean | null,
  };
  const captionOf = (...images: Partial<typeof image>[]) =>
    drawMaximized(
      images.map(given => ({ ...image, ...given })),
      { title: "resnet34, layer 2", which: "2 channels", steps: 128 },
    ).caption;

  it("says what was done, and which channels more steps would excite more", () => {
    const done =
      "resnet34, layer 2: an image of 8x8 pixels for each of 2 channels, numbered from 0, after 128 steps of gradient ascent on the mean of the channel's map (Olah, Mordvintsev and Schubert, 2017). Below each is the greatest activation of a unit in it (made), and in any validation image (seen).";
    const over = "by more than 5 % over the last quarter of the steps";
    expect(captionOf({}, {})).toBe(`${done} None still rose ${over}.`);
    expect(captionOf({}, { channel: 7, stillRises: true })).toBe(`${done} Channel 7 still rose ${over}: more steps would excite it more.`);
    expect(captionOf({ stillRises: true }, { channel: 7, stillRises: true })).toContain("All channels still rose");
    expect(captionOf({ stillRises: null }, { stillRises: null })).toBe(done);
  });

  it("has two numbers below each", () => {
    const { canvas } = drawMaximized([image], { title: "", which: "", steps: 1 });
    expect([canvas.width, canvas.height]).toEqual([128 + 24, 20 + 128 + 40 + 24]);
    const row = (y: number) => canvas.data.subarray(y * canvas.width * 3, (y + 1) * canvas.width * 3).some(value => value > 100);
    expect([12 + 20 + 128 + 6 + 7, 12 + 20 + 128 + 26 + 7].map(row)).toEqual([true, true]);
  });
});
