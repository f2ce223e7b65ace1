import sharp from "sharp";
import { describe, expect, it, test } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import type { Pixels } from "../../src/common/pixels.ts";
import { createModel } from "../../src/models/index.ts";
import { background, encodePng, filled } from "../../src/visualize/canvas.ts";
import { ChannelSurvey } from "../../src/visualize/channels.ts";
import { energyBox } from "../../src/visualize/energy_box.ts";
import { drawPatches } from "../../src/visualize/patches.ts";
import { drawProjection } from "../../src/visualize/projection.ts";
import { cutPatch, receptiveBox } from "../../src/visualize/receptive_box.ts";
import { descent, drawText, textHeight, textWidth } from "../../src/visualize/text.ts";
import { isMarked, markUnit } from "../../src/visualize/unit_mark.ts";

const layer = {
  number: 2,
  name: "layer1",
  channels: 3,
  shows: ["patches" as const],
  filter: null,
  receptiveField: { size: 3, stride: 4, offset: 0 },
};
const sample = (path: string) => ({ id: 0, path, label: 0 });

/** 16 by 16 pixels; red tells the column and green the row, blue is given. */
const image = (blue: number): Pixels => ({
  width: 16,
  height: 16,
  data: Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => [(Math.floor(i / 3) % 16) * 16, Math.floor(i / 48) * 16, blue][i % 3]),
});

describe("what a unit sees", () => {
  it("is its receptive field around its center", () => {
    expect(receptiveBox(layer.receptiveField, 16, 1, 2)).toEqual({ left: 7, top: 3, side: 3 });
  });

  it("is moved inside where it reaches beyond the edge", () => {
    expect(receptiveBox({ size: 7, stride: 4, offset: 0 }, 16, 0, 3)).toEqual({ left: 9, top: 0, side: 7 });
  });

  it("is the whole image where the field exceeds it", () => {
    expect(receptiveBox({ size: 547, stride: 16, offset: 0 }, 224, 7, 0)).toEqual({ left: 0, top: 0, side: 224 });
  });

  it("never leaves the image, for any unit of any layer", () => {
    for (const name of ["resnet18", "resnet50"]) {
      for (const { receptiveField: field } of createModel(name, { outputs: 2 }).layers) {
        for (const imageSize of [28, 64, 224]) {
          const last = Math.ceil(imageSize / field!.stride) - 1;
          for (const position of [0, last >> 1, last]) {
            const { left, side } = receptiveBox(field, imageSize, 0, position);
            expect(left >= 0 && left + side <= imageSize, `${name} at ${imageSize}: ${left} + ${side}`).toBe(true);
          }
        }
      }
    }
  });

  it("is cut from the image pixel by pixel", () => {
    const { data } = cutPatch(image(9), { left: 7, top: 3, side: 2 });
    expect([...data]).toEqual([7 * 16, 48, 9, 8 * 16, 48, 9, 7 * 16, 64, 9, 8 * 16, 64, 9]);
  });
});

type Asked = Partial<Pick<Parameters<typeof drawPatches>[0], "asked" | "projections">>;

/** The picture, and the color at a point of it. */
async function draw(survey: ChannelSurvey, seen: (path: string) => Promise<Pixels>, { asked = null, projections = null }: Asked = {}) {
  const title = "resnet34, layer 2 (layer1)";
  const chosen = survey.chosen(24, asked);
  const { canvas, caption, alt } = await drawPatches({ survey, chosen, asked, imageSize: 16, title, seen, projections });
  const { data, info } = await sharp(await encodePng(canvas))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { caption, alt, info, at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)] };
}

/** Whether a text stands there. */
function saysAt(at: (x: number, y: number) => number[], left: number, top: number, text: string): boolean {
  const expected = filled(textWidth(text), textHeight + descent, background);
  drawText(text, expected, 0, 0);
  return expected.data.every((value, i) => {
    const pixel = Math.floor(i / 3);
    const found = at(left + (pixel % expected.width), top + Math.floor(pixel / expected.width))[i % 3];
    // Coverage is rounded, and not from the same numbers at another height.
    return Math.abs(found - value) <= 1;
  });
}

describe("the picture of patches", () => {
  /** Three channels on images of 4 by 4 units: the second likes image b at row 1, column 2, then image a at row 3, column 0. */
  const collector = () => {
    const activations = new Float32Array(2 * 16 * 3);
    const set = (i: number, y: number, x: number, c: number, value: number) => {
      activations[((i * 4 + y) * 4 + x) * 3 + c] = value;
    };
    set(0, 3, 0, 1, 1);
    set(1, 1, 2, 1, 2);
    set(0, 2, 2, 2, 1);
    const made = new ChannelSurvey(layer, 9, "resnet34, layer 2 (layer1)");
    made.add(activations, [2, 4, 4, 3], [sample("a"), sample("b")]);
    return made;
  };
  const read: string[] = [];
  const seen = async (path: string): Promise<Pixels> => {
    read.push(path);
    return image(path === "a" ? 50 : 200);
  };

  it("has a block of patches for each channel that responds, strongest first, from images read once", async () => {
    read.length = 0;
    const { at, info, caption } = await draw(collector(), seen);
    expect(read.sort()).toEqual(["a", "b"]);
    // Two blocks of three patches of 64, gaps of 2, a gap of 30 between and a margin of 12; a number of 14 and 6 below it; below each patch 3, a number and 7.
    expect([info.width, info.height]).toEqual([2 * 196 + 30 + 24, 196 + 72 + 20 + 24]);
    const center = 12 + 32;
    const near = (found: number[], wanted: number[]) =>
      wanted.forEach((value, i) => void expect(Math.abs(found[i] - value)).toBeLessThan(8));
    near(at(center, 20 + center), [8 * 16, 4 * 16, 200]);
    near(at(center + 66, 20 + center), [1 * 16, 12 * 16, 50]);
    expect(at(center + 2 * 66, 20 + center)).toEqual([24, 24, 27]);
    near(at(center + 226, 20 + center), [8 * 16, 8 * 16, 50]);
    expect(caption).toBe(
      "resnet34, layer 2 (layer1): all 2 channels that respond, those that stand out most first, numbered from 0. Each block holds the validation images, 9 at most, that excite the channel most, one patch of each. A patch is the receptive field of the unit, 3x3 pixels, moved inside where it reaches beyond the edge of the image. Below each is the activation of the unit. 1 channel of 3 never responds.",
    );
  });

  it("shows the channels that are asked for, in their order, and says which of them never respond", async () => {
    const { at, info, caption } = await draw(collector(), seen, { asked: [2, 0, 1] });
    // Three blocks, the second without patches.
    expect(info.width).toBe(3 * 196 + 2 * 30 + 24);
    for (const [c, left] of [12, 238, 464].entries()) expect(saysAt(at, left, 12, `channel ${[2, 0, 1][c]}`)).toBe(true);
    expect(at(238 + 32, 20 + 12 + 32)).toEqual([24, 24, 27]);
    expect(caption).toContain("3 channels of 3, as asked for, numbered from 0.");
    expect(caption).toContain("1 channel of those asked for never responds.");
  });

  it("has projections to the left of the patches, both cut to the field", async () => {
    // All of the projection lies in one pixel, red, at the center of the unit.
    const projections = (channel: number, rank: number) => {
      const { y, x } = collector().responsesOf(channel)[rank];
      const pixels = new Float32Array(16 * 16 * 3);
      pixels[(y * 4 * 16 + x * 4) * 3] = 1;
      return pixels;
    };
    const { at, info, caption, alt } = await draw(collector(), seen, { projections });
    expect([info.width, info.height]).toEqual([2 * 196 + 6 + 24, 2 * (216 + 72) + 30 + 24]);
    const center = 12 + 32;
    const [red, green] = at(center, 20 + center);
    expect(red).toBeGreaterThan(200);
    expect(green).toBe(128);
    expect(at(14, 36)[2]).toBe(128);
    // The patch of the same unit, 202 pixels to the right.
    expect(at(center + 202, 20 + center)[2]).toBeGreaterThan(190);
    expect(caption).toContain("To its left is the part of the patch that excites the channel");
    expect(caption).toContain("Each has its own scale");
    expect(alt).toContain("projections and image patches that excite all 2 channels that respond");
  });

  it("writes the number of the channel above its block", async () => {
    const { at } = await draw(collector(), seen);
    expect([saysAt(at, 12, 12, "channel 1"), saysAt(at, 12, 12, "channel 2")]).toEqual([true, false]);
  });

  it("writes the activation below each patch, and below its projection", async () => {
    const saysBoth = (at: (x: number, y: number) => number[], left: number) =>
      ["2", "1"].every((text, rank) => saysAt(at, left + rank * 66, 32 + 64 + 3, text));
    expect(saysBoth((await draw(collector(), seen)).at, 12)).toBe(true);
    const { at } = await draw(collector(), seen, { projections: () => new Float32Array(16 * 16 * 3) });
    for (const left of [12, 12 + 202]) expect(saysBoth(at, left)).toBe(true);
  });

  it("shows the 24 channels that stand out most from their own spread", async () => {
    const [height, channels] = [4, 40];
    // Channel c rises to c + 2 at one unit of one image, ten thousand times as high where c is odd; channel 39 responds as much everywhere.
    const activations = Float32Array.from({ length: height * height * channels }, (_, i) => {
      const [unit, c] = [Math.floor(i / channels), i % channels];
      return c === 39 ? 40 : (unit === 5 ? c + 2 : unit % 2) * (c % 2 ? 1e4 : 1);
    });
    const made = new ChannelSurvey(layer, 9, "layer");
    made.add(activations, [1, height, height, channels], [sample("a")]);
    const { info, at, caption } = await draw(made, seen);
    expect(caption).toContain("the 24 channels of 40 whose strongest responses stand out most from their own spread");
    expect([info.width, info.height]).toEqual([6 * 196 + 5 * 30 + 24, 4 * (216 + 72) + 3 * 30 + 24]);
    expect(saysAt(at, 12, 12, "channel 38")).toBe(true);
  });
});

test("each projection has its own scale, on which its greatest values have full color", () => {
  const drawn = (...values: number[]) => [...drawProjection(Float32Array.from(values)).data];
  expect(drawn(4, 0, -2)).toEqual([255, 128, 64]);
  expect(drawn(1, 0, -0.5)).toEqual([255, 128, 64]);
  expect(drawn(0, 0, 0)).toEqual([128, 128, 128]);
});

test("with its projection a patch is cut to where most of the energy is, and not below a quarter of the field", () => {
  const energy = (...places: [x: number, y: number, value: number][]) => {
    const pixels = new Float32Array(16 * 16 * 3);
    for (const [x, y, value] of places) pixels[(y * 16 + x) * 3 + 1] = value;
    return pixels;
  };
  const field = { left: 2, top: 0, side: 12 };
  const box = (...places: [x: number, y: number, value: number][]) => energyBox(energy(...places), 16, field);
  expect(box([5, 4, 3], [10, 8, -3])).toMatchObject({ side: 6 });
  const { left, top, side } = box([5, 4, 3], [10, 8, -3], [3, 11, 0.5]);
  expect([left <= 5, left + side > 10, top <= 4, top + side > 8, side]).toEqual([true, true, true, true, 6]);
  expect(box([7, 7, 1]).side).toBe(3);
  // What lies outside the field counts for nothing.
  expect(box([0, 15, 9])).toEqual(field);
});

test("a patch and its projection are the same part of the image, whichever is drawn", async () => {
  for (const size of [5, 40, null]) {
    const receptiveField = size === null ? null : { size, stride: 4, offset: 0 };
    const survey = new ChannelSurvey({ ...layer, receptiveField }, 1, "layer");
    survey.add(
      Float32Array.from({ length: 16 }, (_, i) => Number(i === 6)),
      [1, 4, 4, 1],
      [sample("a")],
    );
    const drawn = (projections: Asked["projections"]) => draw(survey, async () => image(9), { projections });
    const [alone, beside] = [await drawn(null), await drawn(() => new Float32Array(16 * 16 * 3))];
    const sides = [32, 60, 90];
    for (const y of sides) for (const x of [12, 40, 75]) expect(beside.at(x + 70, y)).toEqual(alone.at(x, y));
    const texts = new Map([
      [5, "receptive field of the unit, 5x5 pixels, moved inside where it reaches beyond the edge of the image. Below"],
      [40, "a patch is the whole image of 16x16 pixels. Corners mark the place of the unit, the center of its field."],
      [null, "A unit sees the whole image: a patch is the image of 16x16 pixels. Below"],
    ]);
    expect(alone.caption).toContain(texts.get(size));
    expect(beside.caption).toContain("to the square that holds 95 % of the energy of its projection");
  }
});

test("a channel stands out where all of its responses do, not where one does", () => {
  const survey = new ChannelSurvey(layer, 2, "layer");
  // Of each of two images one unit of four, for two channels: the first has one great response.
  const activations = [9, 2, 0, 1, 1, 0, 0, 0, 1, 2, 0, 1, 1, 0, 0, 0];
  survey.add(Float32Array.from(activations), [2, 2, 2, 2], [sample("a"), sample("b")]);
  expect(survey.chosen(1, null)).toEqual([1]);
});

describe("the mark of a unit", () => {
  const marked = (field: typeof layer.receptiveField, y: number, x: number) => {
    const patch = filled(32, 32, [90, 90, 90]);
    markUnit(patch, { left: 0, top: 0, side: 16 }, field, y, x);
    return (column: number, row: number) => patch.data[(row * 32 + column) * 3];
  };

  it("is four white corners within black, around the center of its field, as far as the next unit's", () => {
    // Units lie 8 pixels apart, 16 of the patch; the center of the second is at 8, between 16 and 17 of the patch.
    const at = marked({ size: 40, stride: 8, offset: 0 }, 1, 1);
    for (const corner of [9, 24]) {
      expect([at(corner, corner), at(corner, 33 - corner)]).toEqual([255, 255]);
      expect(at(corner, 17)).toBe(90);
    }
    expect([at(8, 8), at(25, 25), at(7, 7), at(17, 17)]).toEqual([0, 0, 90, 90]);
  });

  it("is cut off at the edge of the patch, and never too small to be seen", () => {
    expect(marked({ size: 40, stride: 8, offset: 0 }, 0, 0)(1, 1)).toBe(255);
    const at = marked({ size: 40, stride: 1, offset: 0 }, 8, 8);
    expect([at(13, 13), at(21, 21), at(17, 13)]).toEqual([255, 255, 90]);
  });

  it("is there where the field takes up more than half of the image's side", () => {
    expect([8, 9].map(size => isMarked({ size, stride: 4, offset: 0 }, 16))).toEqual([false, true]);
  });
});

test("a layer that never responds, or not in numbers, is a failure", () => {
  const given = (value: number) => {
    const made = new ChannelSurvey(layer, 9, "layer");
    made.add(new Float32Array(16).fill(value), [1, 4, 4, 1], [sample("a")]);
    return made;
  };
  expect(() => given(0).chosen(24, null)).toThrow(Failure);
  expect(given(0).chosen(24, [0])).toEqual([0]);
  expect(() => given(Number.NaN).chosen(24, null)).toThrow(Failure);
});
