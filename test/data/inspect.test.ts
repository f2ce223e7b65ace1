import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { defaultBatchSize } from "../../src/data/defaults.ts";
import { inspect } from "../../src/data/inspect.ts";
import { dataPlan, decodedBytes, stepsPerEpoch, validationBatches } from "../../src/plan/data_plan.ts";
import type { DataSpec } from "../../src/program/program.ts";
import { classTarget } from "../../src/tasks/classification/target/index.ts";
import { folderOf } from "../cli/exp.ts";
import { dataSpec } from "../support/specs.ts";
import { drawnPng } from "./images.ts";

let png: Buffer;
beforeAll(async () => {
  png = await drawnPng(40, 30);
});

/** A folder with so many images of each class. */
const classes = (counts: Record<string, number>): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, (_, i) => [`${name}/${i}.png`, png])));

describe("a look at a folder of classes", () => {
  it("finds classes, split, sizes and batch, and tells each thing that it inferred", async () => {
    const found = await inspect(dataSpec(folderOf(classes({ dog: 60, cat: 40 }))), 7, classTarget);
    expect(found).toMatchObject({
      classes: ["cat", "dog"],
      medianSize: { width: 40, height: 30 },
      imageSize: 30,
      batchSize: 8,
      broken: [],
    });
    expect([found.train.length, found.valid.length]).toEqual([80, 20]);
    expect(found.inferences).toEqual([
      "labels: the folder of each image (2 classes: cat, dog)",
      "split: 20 % held out, drawn with seed 7",
      "resize: 30 px, the images' own median size",
      "batch: 8, because 80 training images make only 1 step of 64",
    ]);
    expect(new Set([...found.train, ...found.valid].map(({ id }) => id)).size).toBe(100);
    for (const { path, label } of found.train) expect(path).toContain(`/${found.classes[label]}/`);
  });

  it("tells nothing that was said", async () => {
    const said: Partial<DataSpec> = {
      labels: { by: "folder" },
      split: { by: "fraction", valid: 0.5, seed: 1 },
      resize: { size: 24, method: "pad" },
      batchSize: 4,
    };
    const found = await inspect(dataSpec(folderOf(classes({ cat: 8, dog: 8 })), said), 7, classTarget);
    expect(found.inferences).toEqual([]);
    expect(found).toMatchObject({ imageSize: 24, batchSize: 4 });
  });

  it("tells classes that one side of the split never sees", async () => {
    const folder = folderOf(classes({ "train/cat": 3, "train/dog": 3, "valid/cat": 1, "valid/fox": 1 }));
    const { inferences } = await inspect(dataSpec(folder), 1, classTarget);
    expect(inferences).toContain("no training image shows fox");
    expect(inferences).toContain("no validation image shows dog");
    expect(inferences).toContain("split: the folders train and valid");
  });

  it("gives an image the same number whether another one is broken or not", async () => {
    const files = classes({ cat: 20, dog: 20 });
    const idOf = async (changed: Record<string, Buffer>) => {
      const { train, valid } = await inspect(dataSpec(folderOf({ ...files, ...changed })), 1, classTarget);
      return [...train, ...valid].find(({ path }) => path.endsWith("dog/9.png"))!.id;
    };
    expect(await idOf({ "cat/3.png": Buffer.from("") })).toBe(await idOf({}));
  });
});

describe("broken files", () => {
  it("are left out and named", async () => {
    const folder = folderOf({ ...classes({ cat: 20, dog: 20 }), "cat/5.png": "no image" });
    const { broken, train, valid } = await inspect(dataSpec(folder), 1, classTarget);
    expect(broken).toEqual([{ path: join(folder, "cat/5.png"), reason: "not an image of a kind that can be read" }]);
    expect(train.length + valid.length).toBe(39);
  });

  it("are a failure where they are more than 5 %", async () => {
    const folder = folderOf({ ...classes({ cat: 20, dog: 19 }), "cat/5.png": "", "cat/6.png": "", "dog/1.png": "text" });
    const failure = await inspect(dataSpec(folder), 1, classTarget).catch(error => error);
    expect(failure).toMatchObject({ fault: "data", fix: "repair or remove these files" });
    expect(failure.message).toContain("3 of 39 images are broken, more than 5 %:\n");
    expect(failure.message).toContain(`\n  ${join(folder, "cat/5.png")}: the file is empty`);
  });
});

describe("folders that cannot be learned from", () => {
  it("no image", async () => {
    await expect(inspect(dataSpec(folderOf({ "a.txt": "" })), 1, classTarget)).rejects.toThrow(/holds no images/);
  });

  it("one class", async () => {
    const folder = folderOf(classes({ cat: 9 }));
    await expect(inspect(dataSpec(folder, { labels: { by: "folder" } }), 1, classTarget)).rejects.toThrow(
      "the folder of each image gives only one class, `cat`",
    );
  });
});

describe("steps", () => {
  it.each([
    [10_000, 64],
    [1280, 64],
    [1279, 32],
    [200, 8],
    [100, 8],
    [5, 5],
    [1, 1],
  ])("%i training images make batches of %i where unsaid", (images, batch) => {
    expect(defaultBatchSize(images)).toBe(batch);
    expect(defaultBatchSize(images)).toBeLessThanOrEqual(images);
  });

  it("leave out the last short batch in training only, and there must be one", async () => {
    const folder = folderOf(classes({ cat: 20, dog: 20 }));
    const plan = dataPlan(dataSpec(folder, { batchSize: 9 }), await inspect(dataSpec(folder, { batchSize: 9 }), 1, classTarget));
    expect(stepsPerEpoch(plan)).toBe(3);
    expect(validationBatches(plan)).toBe(1);
    const failure = (() => {
      try {
        return stepsPerEpoch({ ...plan, batchSize: 33 });
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toMatchObject({
      fault: "data",
      message: `\`${folder}\` has 32 images to train on, fewer than one batch of 33`,
      fix: "give a smaller `batch` in the data statement: 32 at most",
    });
  });
});

describe("the plan of the data", () => {
  it("counts the bytes that the loader would keep", async () => {
    const folder = folderOf(classes({ cat: 5, dog: 5 }));
    const found = await inspect(dataSpec(folder), 1, classTarget);
    const bytes = (said: Partial<DataSpec>) => decodedBytes(dataPlan(dataSpec(folder, said), found));
    expect(bytes({})).toBe(10 * 30 * 40 * 3);
    expect(bytes({ resize: { size: 30, method: "squish" } })).toBe(10 * 30 * 30 * 3);
    expect(bytes({ presize: 500 })).toBe(10 * 60 * 80 * 3);
  });
});
