import { describe, expect, it, test } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import { filled } from "../../src/visualize/canvas.ts";
import { drawChannelMaps, sharedScale } from "../../src/visualize/channel_maps.ts";
import { colorScale } from "../../src/visualize/color_scale.ts";
import { shortNumber } from "../../src/visualize/legend.ts";

const image = filled(16, 16, [10, 20, 200]);

/** Maps of 2 by 2 units; each channel gives its four values. */
async function drawn(channels: number[][], asked: number[] | null = null) {
  const data = Float32Array.from([0, 1, 2, 3].flatMap(unit => channels.map(values => values[unit])));
  const activations = { shape: [1, 2, 2, channels.length], data };
  const { canvas, caption, alt } = await drawChannelMaps({
    activations,
    image,
    path: "/pets/a.jpg",
    title: "resnet34, layer 1 (conv1)",
    asked,
  });
  const at = (x: number, y: number) => [...canvas.data.subarray((y * canvas.width + x) * 3, (y * canvas.width + x) * 3 + 3)];
  /** The colors of the units of the map in a cell of two columns. */
  const map = (cell: number) => {
    const [left, top] = [12 + (cell % 2) * 102, 12 + Math.floor(cell / 2) * 122 + 20];
    return [0, 1, 2, 3].map(unit => at(left + 24 + (unit % 2) * 48, top + 24 + Math.floor(unit / 2) * 48));
  };
  return { canvas, caption, alt, map };
}

describe("the maps of an image", () => {
  it("stand behind it, the strongest first, in one scale", async () => {
    const { map, caption, alt } = await drawn([
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 2, 0, 1],
    ]);
    const { colorOf } = colorScale(2, false);
    expect(map(0)).toEqual(Array(4).fill([10, 20, 200]));
    expect(map(1)).toEqual([0, 2, 0, 1].map(value => [...colorOf(value)]));
    expect(map(2)).toEqual([1, 0, 0, 0].map(value => [...colorOf(value)]));
    expect(caption).toBe(
      "resnet34, layer 1 (conv1): what all 3 channels, strongest first, make of a.jpg, which comes first. Channels are numbered from 0; a map has 2x2 units. All maps have one scale, from black at 0 to light yellow at 2. 1 channel of 3 does not respond to it at all.",
    );
    expect(alt).toContain("a heat map for each of 3 channels");
  });

  it("are those asked for, in their order", async () => {
    const { map, caption } = await drawn(
      [
        [0, 0, 0, 4],
        [1, 0, 0, 0],
        [0, 2, 0, 1],
      ],
      [1, 0],
    );
    expect(map(1)[0]).toEqual([...colorScale(4, false).colorOf(1)]);
    expect(caption).toContain("what 2 channels of 3, as asked for, make of a.jpg");
  });

  it("have 0 in the middle of the scale where some values are below it", async () => {
    const { map, caption } = await drawn([[-1, 2, 0, 1]]);
    expect(map(1)[2]).toEqual([247, 247, 247]);
    expect(map(1)[0][2]).toBeGreaterThan(map(1)[0][0]);
    expect(caption).toContain("white is 0, red above and blue below, full at 2");
  });

  it("that are not numbers are a failure", async () => {
    await expect(drawn([[Number.NaN, 0, 0, 0]])).rejects.toThrow(Failure);
  });
});

test("several pictures share the scale of the one that needs most", () => {
  expect(
    sharedScale([
      { greatest: 2, isSigned: false },
      { greatest: 1, isSigned: true },
    ]),
  ).toEqual({ greatest: 2, isSigned: true });
});

test("a scale ends at its colors, and gets lighter all the way", () => {
  const { colorOf } = colorScale(3, false);
  expect([colorOf(-1), colorOf(0), colorOf(3), colorOf(9)]).toEqual([colorOf(0), [0, 0, 4], [252, 255, 164], colorOf(3)]);
  const light = Array.from({ length: 20 }, (_, i) => colorOf((3 * i) / 19)).map(([r, g, b]) => 0.3 * r + 0.6 * g + 0.1 * b);
  expect(light).toEqual(light.toSorted((a, b) => a - b));
});

test("numbers of a legend have three figures, and no exponent", () => {
  expect([0, 1, 4.254, 12.34, 1234.5, 0.0512, -0.5].map(shortNumber)).toEqual(["0", "1", "4.25", "12.3", "1235", "0.0512", "-0.5"]);
});
