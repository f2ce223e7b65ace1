import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { LoaderOptions, Sample } from "../../src/data/data.ts";
import { openLoader } from "../../src/data/loader.ts";
import { asNormalized } from "../../src/inputs/image/feeds.ts";
import { augmentDefaults } from "../../src/program/program.ts";
import { readLabels } from "../../src/tasks/classification/target/classes.ts";
import { drawTrainingBatch } from "../../src/visualize/training_batch.ts";
import { folderOf } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";

const [side, gap] = [112, 16];
const options: LoaderOptions = {
  ...{ imageSize: side, resize: "crop", presize: null, augment: augmentDefaults, batchSize: 10, workers: 1 },
  ...{ cacheBytes: 2 ** 20, seed: 3, resampler: null, crops: false },
};

async function data(count: number): Promise<{ train: Sample[]; valid: Sample[]; textOf(label: number): string }> {
  const names = Array.from({ length: count }, (_, id) => `${id}.png`);
  const files = await Promise.all(names.map((_, id) => drawnPng(150, 130, id)));
  const folder = folderOf(Object.fromEntries(names.map((name, id) => [name, files[id]])));
  return {
    train: names.map((name, id) => ({ id, path: join(folder, name), label: id % 2 })),
    valid: [],
    textOf: label => ["cat", "dog"][label],
  };
}

/** A tile of the picture, RGB. */
const tile = (png: Uint8Array, left: number, top: number): Promise<Buffer> =>
  sharp(png).extract({ left, top, width: side, height: side }).removeAlpha().raw().toBuffer();

test("shows what the loader gives the trainer, below what it was before", async () => {
  const given = await data(24);
  const picture = (await drawTrainingBatch(given, options))!;
  const { width, height } = await sharp(picture.png).metadata();
  // Eight across, two pairs down.
  expect([width, height]).toEqual([gap + 8 * (side + gap), gap + 2 * (2 * (side + 2) + 2 + 14 + gap)]);
  const loader = openLoader(given, options, readLabels);
  const { feeds, samples } = (await loader.batches({ split: "train", training: true, epoch: 0 })[Symbol.asyncIterator]().next()).value!;
  await loader.close();
  const { images } = asNormalized(feeds);
  const second = 1;
  const after = await tile(picture.png, gap + second * (side + gap), gap + side + 2);
  const { mean, deviation } = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
  for (const i of [0, 1, 2, 5000, 20_001, side * side * 3 - 1]) {
    const fed = 255 * (images[second * side * side * 3 + i] * deviation[i % 3] + mean[i % 3]);
    expect(after[i]).toBeCloseTo(Math.max(0, Math.min(255, fed)), -0.31);
  }
  expect(await tile(picture.png, gap + second * (side + gap), gap)).not.toEqual(after);
  expect(picture.alt).toContain(`: ${samples.map((sample: Sample) => given.textOf(sample.label)).join(", ")}`);
  expect(await drawTrainingBatch(given, options)).toEqual(picture);
});

test("without augmentation there is one row of each, and images that cannot be read are left out", async () => {
  const given = await data(3);
  given.train.push({ id: 3, path: join(given.train[0].path, "..", "gone.png"), label: 0 });
  const picture = (await drawTrainingBatch(given, { ...options, batchSize: 4, augment: null }))!;
  expect(picture.caption).toContain("3 images of the first training batch, 112×112 px as the model sees them: as they were cut");
  expect((await sharp(picture.png).metadata()).height).toBe(2 * gap + side + 2 + 2 + 14);
});

test("where no image can be read there is no picture", async () => {
  const train = [{ id: 0, path: "/nowhere/1.png", label: 0 }];
  expect(await drawTrainingBatch({ train, textOf: () => "cat" }, { ...options, batchSize: 1 })).toBeNull();
});
