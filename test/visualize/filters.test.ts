import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import type { Tensor } from "../../src/common/tensor.ts";
import { encodePng } from "../../src/visualize/canvas.ts";
import { drawFilters, filterScale, filterTiles } from "../../src/visualize/filters.ts";
import { textWidth } from "../../src/visualize/text.ts";

/** HWIO of one or more 1x1 filters, each given as its weights of red, green and blue. */
const onePixel = (...filters: [number, number, number][]): Tensor => ({
  shape: [1, 1, 3, filters.length],
  data: Float32Array.from([0, 1, 2].flatMap(c => filters.map(filter => filter[c]))),
});
const colorsOf = (filter: Tensor, channels: number[] | null = null): number[][] => {
  const shown = channels ?? Array.from({ length: filter.shape[3] }, (_, i) => i);
  return filterTiles(filter, shown, filterScale([filter], "layer 1", channels)).map(({ data }) => [...data]);
};

describe("a filter in colors", () => {
  it("has 0 at mid-gray and the greatest weight of all filters at the end of the range", () => {
    expect(colorsOf(onePixel([0.5, 0, -0.25], [-2, 1, 0]))).toEqual([
      [159, 128, 112],
      [0, 191, 128],
    ]);
  });

  it("is on the scale of those that are shown", () => {
    expect(colorsOf(onePixel([0.5, 0, -0.25], [-2, 1, 0]), [0])).toEqual([[255, 128, 64]]);
  });

  it("has full color where it is one of few weights that stand far out", () => {
    const weights = Array.from({ length: 100 }, (): [number, number, number] => [1, -1, 0]);
    const colors = colorsOf(onePixel([9, 0, 0], ...weights));
    expect(colors.slice(0, 2)).toEqual([
      [255, 128, 128],
      [255, 0, 128],
    ]);
  });

  it("keeps its strength from one moment to another on a scale of both", () => {
    const [before, after] = [onePixel([1, 0, 0]), onePixel([2, 0, 0])];
    const greatest = filterScale([before, after], "layer 1", null);
    expect([before, after].map(filter => [...filterTiles(filter, [0], greatest)[0].data])).toEqual([
      [191, 128, 128],
      [255, 128, 128],
    ]);
  });

  it("is gray where all weights are 0", () => expect(colorsOf(onePixel([0, 0, 0]))).toEqual([[128, 128, 128]]));

  it("keeps its rows, columns and channels", () => {
    const filter: Tensor = { shape: [1, 2, 3, 1], data: Float32Array.from([1, 0, 0, 0, 0, 1]) };
    expect(colorsOf(filter)).toEqual([[255, 128, 128, 128, 128, 255]]);
  });

  it("that is not a number is a failure", () =>
    expect(() => filterScale([onePixel([0, Number.NaN, 0])], "layer 1", null)).toThrow(Failure));
});

/** The picture of `drawFilters`, and the color at a point of it. */
async function drawn(filter: Tensor) {
  const { canvas, caption } = drawFilters(filter, "resnet34, layer 1 (conv1)");
  const { data, info } = await sharp(await encodePng(canvas))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { caption, info, at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)] };
}

describe("the picture of the filters", () => {
  it("is a near-square grid of squares of 64 pixels, row by row, with a dark gap of 3 and a margin of 6, above the legend", async () => {
    const { info, at } = await drawn(onePixel([1, 0, 0], [0, 1, 0], [0, 0, 1]));
    expect([info.height, info.channels]).toEqual([2 * 64 + 3 + 12 + 6 + 14 + 6, 3]);
    // The legend: from black behind "-1" to white.
    const bar = 6 + textWidth("-1") + 8;
    expect([bar, bar + 159].map(x => at(x, 155)[0])).toEqual([0, 255]);
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
    expect([info.width, info.height]).toEqual([8 * 70 + 7 * 3 + 12, 8 * 70 + 7 * 3 + 12 + 26]);
    expect([at(15, 15), at(16, 15)]).toEqual([
      [255, 255, 255],
      [0, 0, 0],
    ]);
    expect(caption).toBe(
      "resnet34, layer 1 (conv1): its 64 filters of 7x7 pixels, row by row. Gray is a weight of 0; all have one scale, with full color at 1, which at most one weight in 200 exceeds.",
    );
  });
});
