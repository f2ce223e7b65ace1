import sharp from "sharp";
import { describe, expect, it, test } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import type { Tensor } from "../../src/common/tensor.ts";
import { encodePng } from "../../src/visualize/canvas.ts";
import { drawFilters, filterTiles } from "../../src/visualize/filters.ts";

/** HWIO of one or more 1x1 filters, each given as its weights of red, green and blue. */
const onePixel = (...filters: [number, number, number][]): Tensor => ({
  shape: [1, 1, 3, filters.length],
  data: Float32Array.from([0, 1, 2].flatMap(c => filters.map(filter => filter[c]))),
});
const coloursOf = (filter: Tensor): number[][] => filterTiles(filter, "layer 1").tiles.map(({ data }) => [...data]);

describe("a filter in colours", () => {
  it("has 0 at mid-grey and its own greatest weight at the end of the range", () => {
    expect(coloursOf(onePixel([0.5, 0, -0.25], [-2, 1, 0]))).toEqual([
      [255, 128, 64],
      [0, 191, 128],
    ]);
  });

  it("is not scaled up where it is weaker than a tenth of the strongest", () => {
    const { tiles, weak } = filterTiles(onePixel([1, 0, 0], [0.01, -0.01, 0], [0, 0, 0]), "layer 1");
    expect(tiles.map(({ data }) => [...data])).toEqual([
      [255, 128, 128],
      [140, 115, 128],
      [128, 128, 128],
    ]);
    expect(weak).toBe(2);
  });

  it("is grey where all weights are 0", () => expect(coloursOf(onePixel([0, 0, 0]))).toEqual([[128, 128, 128]]));

  it("keeps its rows, columns and channels", () => {
    const filter: Tensor = { shape: [1, 2, 3, 1], data: Float32Array.from([1, 0, 0, 0, 0, 1]) };
    expect(coloursOf(filter)).toEqual([[255, 128, 128, 128, 128, 255]]);
  });

  it("that is not a number is a failure", () => expect(() => filterTiles(onePixel([0, Number.NaN, 0]), "layer 1")).toThrow(Failure));
});

/** The picture of `drawFilters`, and the colour at a point of it. */
async function drawn(filter: Tensor) {
  const { canvas, caption } = drawFilters(filter, "resnet34, layer 1 (conv1)");
  const { data, info } = await sharp(await encodePng(canvas))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { caption, info, at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)] };
}

describe("the picture of the filters", () => {
  it("is a near-square grid of squares of 64 pixels, row by row, with a dark gap of 3 and a margin of 6", async () => {
    const { info, at } = await drawn(onePixel([1, 0, 0], [0, 1, 0], [0, 0, 1]));
    expect([info.width, info.height, info.channels]).toEqual([2 * 64 + 3 + 12, 2 * 64 + 3 + 12, 3]);
    expect(at(5, 5)).toEqual([24, 24, 27]);
    expect(at(6, 6)).toEqual([255, 128, 128]);
    expect(at(69, 69)).toEqual([255, 128, 128]);
    expect(at(70, 6)).toEqual([24, 24, 27]);
    expect(at(73, 6)).toEqual([128, 255, 128]);
    expect(at(6, 73)).toEqual([128, 128, 255]);
    expect(at(73, 73)).toEqual([24, 24, 27]);
  });

  it("shows the 64 filters of a resnet eight by eight, each pixel crisp", async () => {
    const data = Float32Array.from({ length: 7 * 7 * 3 * 64 }, (_, i) => (Math.floor(i / (3 * 64)) % 2 ? -1 : 1));
    const { info, at, caption } = await drawn({ shape: [7, 7, 3, 64], data });
    expect([info.width, info.height]).toEqual([8 * 70 + 7 * 3 + 12, 8 * 70 + 7 * 3 + 12]);
    expect([at(15, 15), at(16, 15)]).toEqual([
      [255, 255, 255],
      [0, 0, 0],
    ]);
    expect(caption).toBe(
      "resnet34, layer 1 (conv1): its 64 filters of 7x7 pixels, row by row. Grey is a weight of 0, and each filter is scaled by its own greatest weight.",
    );
  });
});

test("the caption counts the filters held back", async () => {
  const { caption } = await drawn(onePixel([1, 0, 0], [0.01, 0, 0]));
  expect(caption).toContain("1 filter is weaker than a tenth of the strongest, and left almost grey.");
});
