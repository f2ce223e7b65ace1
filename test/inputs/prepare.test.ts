import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import type { Pixels } from "../../src/common/pixels.ts";
import { decode } from "../../src/inputs/image/decode.ts";
import { cornerOf, cropSquare } from "../../src/inputs/image/pixels/crop.ts";
import { decodedSide, prepare, prepareSeen } from "../../src/inputs/image/prepare.ts";
import type { ResizeMethod } from "../../src/program/program.ts";
import { folderOf } from "../cli/exp.ts";
import recorded from "../fixtures/fastai_augment.json" with { type: "json" };

/** Smooth, so that it hardly matters whether the crop or the resize comes first. */
function smooth(width: number, height: number): Sharp {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[o++] = Math.round(128 + 100 * Math.sin(x / 37));
      data[o++] = Math.round(128 + 100 * Math.cos(y / 29));
      data[o++] = Math.round(128 + 90 * Math.sin((x + y) / 53));
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

describe("as fastai's Resize", () => {
  it.each(recorded.resize)("$width x $height by $method at $across $down", async ({ width, height, method, across, down, size, grid }) => {
    const folder = folderOf({});
    const path = join(folder, "image.png");
    writeFileSync(path, await smooth(width, height).png().toBuffer());
    const image = await decode(path, { imageSize: size, resize: method as ResizeMethod, presize: null });
    const { left, top } = cornerOf(image, size, across, down);
    const square = cropSquare(image, left, top, size);
    const ours: number[] = [];
    for (let y = 4; y < size; y += 11)
      for (let x = 4; x < size; x += 11) ours.push(...square.subarray((y * size + x) * 3, (y * size + x) * 3 + 3));
    // Ours resizes first, so that what it keeps serves every epoch: corners and mirrors then
    // lie within a pixel of the square each.
    const filePixels = method === "crop" ? Math.min(width, height) / size : Math.max(width, height) / size;
    const steepest = 100 / 29;
    const differences = ours.map((value, i) => Math.abs(value - grid[i]));
    expect(Math.max(...differences)).toBeLessThan((method === "pad" ? 1.5 : 1) * steepest * filePixels);
    expect(differences.reduce((sum, d) => sum + d, 0) / differences.length).toBeLessThan(0.4 * steepest * filePixels);
  });
});

describe("crop", () => {
  const options = { imageSize: 4, resize: "crop", presize: null, augment: null, seed: 3 } as const;
  const wide: Pixels = { width: 10, height: 4, data: Uint8Array.from({ length: 120 }, (_, i) => Math.floor(i / 3) % 10) };
  const leftOf = (square: ArrayLike<number>) => square[0];

  it("takes the center in validation", () => {
    expect(leftOf(prepareSeen(wide, options))).toBe(3);
  });

  it("takes every place in training, another in each epoch", () => {
    const out = new Float32Array(48);
    const lefts = Array.from({ length: 200 }, (_, epoch) => {
      prepare(wide, options, { epoch, image: 7 }, out, 0);
      return Math.round((out[0] * 0.229 + 0.485) * 255);
    });
    // Truncation as in fastai: the last place is only reached by a draw of exactly one.
    expect(new Set(lefts)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });

  it("does so under presize too, when the image is read at another size than it is seen", () => {
    expect(decodedSide({ imageSize: 224, presize: null })).toBe(224);
    expect(decodedSide({ imageSize: 224, presize: 300 })).toBe(300);
    expect(decodedSide({ imageSize: 224, presize: 1000 })).toBe(448);
  });
});

describe("normalizing", () => {
  it("gives the same numbers with and without resampling", () => {
    const image: Pixels = { width: 6, height: 6, data: Uint8Array.from({ length: 108 }, (_, i) => (i * 37) % 256) };
    const [plain, warped] = [new Float32Array(108), new Float32Array(108)];
    const none = { flip: 0, rotate: 0, zoom: 1, warp: 0, brightness: 0, contrast: 0, probability: 0 };
    const options = { imageSize: 6, resize: "crop", presize: null, seed: 1 } as const;
    prepare(image, { ...options, augment: null }, { epoch: 0, image: 0 }, plain, 0);
    prepare(image, { ...options, augment: none }, { epoch: 0, image: 0 }, warped, 0);
    for (const [i, value] of plain.entries()) expect(warped[i]).toBeCloseTo(value, 4);
    expect(plain[1]).toBeCloseTo((37 / 255 - 0.456) / 0.224, 5);
  });
});
