import { rmSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { drawAnimation, drawBeforeAndAfter } from "../../src/visualize/animation.ts";
import { drawChange } from "../../src/visualize/filters.ts";
import { textWidth } from "../../src/visualize/text.ts";
import { folderOf } from "../cli/exp.ts";
import { makePipe } from "../support/pipe.ts";

const plain = (background: string) =>
  sharp({ create: { width: 120, height: 60, channels: 3, background } })
    .png()
    .toBuffer();
const colors = ["#ff0000", "#00ff00", "#0000ff"];
const files = Object.fromEntries(await Promise.all(colors.map(async (color, i) => [`${i}.png`, await plain(color)] as const)));
function threeFrames() {
  const folder = folderOf(files);
  return [0, 2, 4].map((epoch, i) => ({ epoch, file: join(folder, `${i}.png`) }));
}

async function pixelsOf(picture: Uint8Array, page = 0) {
  const { data, info } = await sharp(picture, { page }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { info, at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)] };
}

describe("an animation", () => {
  it("has a frame for each moment in turn, the last the longest, and goes round", async () => {
    const { webp, caption, alt } = await drawAnimation(threeFrames(), "layer 1", "filters");
    const { pages, delay, loop, pageHeight, width } = await sharp(webp, { animated: true }).metadata();
    expect([pages, loop, width, pageHeight]).toEqual([3, 0, textWidth("after 4 epochs") + 24, 60 + 14 + 12 + 4 + 12]);
    expect(delay).toEqual([700, 700, 1500]);
    for (const page of [0, 1, 2]) {
      const found = (await pixelsOf(webp, page)).at(60, 30);
      expect(found.indexOf(Math.max(...found))).toBe(page);
    }
    expect(caption).toContain("over 4 epochs of training, in 3 frames");
    expect(alt).toBe("layer 1: an animation of how it changed over 4 epochs of training.");
  });

  it.skipIf(process.platform === "win32")(
    "waits for no frame that a pipe has taken the place of, and names it",
    { timeout: 30_000 },
    async () => {
      const frames = threeFrames();
      const { file } = frames[1];
      rmSync(file);
      makePipe(file);
      await expect(drawAnimation(frames, "layer 1", "filters")).rejects.toThrow(`the frame ${file} cannot be read: a pipe, not a file`);
    },
  );

  it("shows below how far the training has come", async () => {
    const { webp } = await drawAnimation(threeFrames(), "layer 1", "filters");
    // The bar is half as long at half of the epochs.
    const blue = async (page: number, x: number) => (await pixelsOf(webp, page)).at(x, 60 + 14 + 12 + 1)[2];
    expect(await blue(1, 45)).toBeGreaterThan(150);
    expect(await blue(1, 110)).toBeLessThan(60);
    expect(await blue(2, 110)).toBeGreaterThan(150);
  });

  it("of one moment is a still", async () => {
    const { webp } = await drawAnimation(threeFrames().slice(0, 1), "layer 1", "filters");
    expect((await sharp(webp).metadata()).pages ?? 1).toBe(1);
  });
});

describe("before and after", () => {
  it("stand side by side", async () => {
    const { png, caption } = await drawBeforeAndAfter(threeFrames(), "layer 1", "filters");
    const { info, at } = await pixelsOf(png);
    // The names are on two lines.
    expect([info.width, info.height]).toEqual([2 * 120 + 12, 60 + 34 + 12]);
    expect([at(60, 30), at(126, 30), at(192, 30)]).toEqual([
      [255, 0, 0],
      [24, 24, 27],
      [0, 0, 255],
    ]);
    expect(caption).toBe("layer 1: before training, and after 4 epochs. All moments have one scale of colors.");
  });

  it("have what changed beside them, and how much it is", async () => {
    const tensor = (...data: number[]) => ({ shape: [1, 1, 3, 1], data: Float32Array.from(data) });
    const change = drawChange(tensor(0.49, 0.1, 0.205), tensor(0.5, 0.1, 0.2), "layer 1", null);
    const { png, caption, alt } = await drawBeforeAndAfter(threeFrames(), "layer 1", "filters", change);
    const { info, at } = await pixelsOf(png);
    expect(info.width).toBe(2 * 120 + 2 * 12 + change.canvas.width);
    expect(at(2 * 132 + 20, 20)).toEqual([255, 128, 64]);
    expect(caption).toContain("with full color at 0.01; the greatest change is 2 % of the greatest weight");
    expect(alt).toContain("after 4 epochs in the middle, and what changed on the right");
  });
});
