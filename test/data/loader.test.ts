import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import { divide, trainingSteps } from "../../src/data/batches.ts";
import type { Batch, Loader, LoaderOptions, Pass, Sample } from "../../src/data/data.ts";
import { openLoader } from "../../src/data/loader.ts";
import { LoaderPool } from "../../src/data/pool.ts";
import { readImages } from "../../src/data/read_images.ts";
import { packedBytes } from "../../src/inputs/image/crops.ts";
import { asNormalized, type NormalizedImages } from "../../src/inputs/image/feeds.ts";
import { resample } from "../../src/inputs/image/pixels/resample.ts";
import { augmentDefaults } from "../../src/program/program.ts";
import { readLabels } from "../../src/tasks/classification/target/classes.ts";
import { folderOf } from "../cli/exp.ts";
import { drawnPng } from "./images.ts";

const count = 23;
const options: LoaderOptions = {
  imageSize: 16,
  resize: "crop",
  presize: null,
  augment: augmentDefaults,
  batchSize: 4,
  workers: 1,
  cacheBytes: 0,
  seed: 5,
  resampler: null,
  crops: false,
};
const training: Pass = { split: "train", training: true, epoch: 0 };
const validation: Pass = { split: "train", training: false, epoch: 0 };

let pngs: Buffer[];
beforeAll(async () => {
  pngs = await Promise.all(Array.from({ length: count }, (_, i) => drawnPng(24 + (i % 5), 20, i)));
});

/** Images in a folder of this test; `damage` replaces some by other bytes. */
function samplesWith(damage: Record<number, string> = {}, n = count): Sample[] {
  const folder = folderOf(Object.fromEntries(pngs.slice(0, n).map((png, i) => [`${i}.png`, damage[i] ?? png])));
  return pngs.slice(0, n).map((_, i) => ({ id: i, path: join(folder, `${i}.png`), label: i % 3 }));
}

async function collect(loader: Loader, pass: Pass): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.batches(pass)) batches.push(batch);
  return batches;
}
async function using<T>(train: Sample[], changed: Partial<LoaderOptions>, use: (loader: Loader) => Promise<T>): Promise<T> {
  const loader = openLoader({ train, valid: [] }, { ...options, ...changed }, readLabels);
  try {
    return await use(loader);
  } finally {
    await loader.close();
  }
}
const ids = (batches: Batch<unknown>[]) => batches.flatMap(({ samples }) => samples.map(({ id }) => id));
const numbers = (batches: Batch[]) => batches.map(({ feeds, targets }) => [[...asNormalized(feeds).images], [...targets.labels]]);

describe("a pass", () => {
  it("that is gone on with is the rest of the whole one, whatever was found broken before", async () => {
    const samples = samplesWith({ 3: "no image" });
    await using(samples, { workers: 2 }, async loader => {
      const whole = await collect(loader, training);
      const { broken } = loader.report();
      expect(broken).toHaveLength(1);
      await using(samples, {}, async again => {
        again.know(broken);
        again.expect({ ...training, from: 3 });
        expect(numbers(await collect(again, { ...training, from: 3 }))).toEqual(numbers(whole.slice(3)));
        expect(again.report().broken).toEqual(broken);
      });
    });
  });

  it("of training drops the last short batch, shuffles, and is another in each epoch", async () => {
    await using(samplesWith(), {}, async loader => {
      const first = await collect(loader, training);
      expect(first.map(({ size }) => size)).toEqual([4, 4, 4, 4, 4]);
      expect(first).toHaveLength(trainingSteps(count, 4));
      expect(new Set(ids(first)).size).toBe(20);
      expect(ids(first)).not.toEqual(ids(first).sort((a, b) => a - b));
      expect(ids(await collect(loader, { ...training, epoch: 1 }))).not.toEqual(ids(first));
      expect(numbers(await collect(loader, training))).toEqual(numbers(first));
    });
  });

  it("of training for an engine that augments gives crops, and what to do with them: that makes of them the very same images", async () => {
    const [imageSize, side] = [15, 19];
    await using(samplesWith(), { imageSize, presize: side, crops: true }, async forEngine => {
      await using(samplesWith(), { imageSize, presize: side }, async loader => {
        const [given, expected] = [await collect(forEngine, training), await collect(loader, training)];
        expect(ids(given)).toEqual(ids(expected));
        for (const [b, { feeds, size }] of given.entries()) {
          if (feeds.format !== "crops") throw new Error(`crops were expected, not ${feeds.format}`);
          const { crops, projections, lightings } = feeds;
          const seen = new Float32Array(size * imageSize ** 2 * 3);
          for (let i = 0; i < size; i++) {
            const crop = crops.subarray(i * packedBytes(side)).subarray(0, side ** 2 * 3);
            const projection = [...projections.subarray(i * 9, (i + 1) * 9)];
            const [shift, scale] = lightings.subarray(i * 2);
            const lighting = shift === 0 && scale === 1 ? null : { shift, scale };
            resample(crop, side, { projection, lighting }, seen, i * imageSize ** 2 * 3, imageSize);
          }
          // The projection went through float32.
          const worst = seen.reduce((most, value, i) => Math.max(most, Math.abs(value - asNormalized(expected[b].feeds).images[i])), 0);
          expect(worst).toBeLessThan(1e-3);
        }
        expect(numbers(await collect(forEngine, validation))).toEqual(numbers(await collect(loader, validation)));
      });
    });
  });

  it("of validation keeps order and the last short batch, and looks the same each time", async () => {
    await using(samplesWith(), {}, async loader => {
      const first = await collect(loader, validation);
      expect(first.map(({ size }) => size)).toEqual([4, 4, 4, 4, 4, 3]);
      expect(ids(first)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(first[5].targets.labels).toEqual(Float32Array.of(20 % 3, 21 % 3, 22 % 3));
      expect(asNormalized(first[5].feeds).images.length).toBe(3 * 16 * 16 * 3);
      expect(numbers(await collect(loader, { ...validation, epoch: 3 }))).toEqual(numbers(first));
    });
  });

  it("begins when it is expected", async () => {
    await using(samplesWith(), { cacheBytes: 1e8 }, async loader => {
      loader.expect(training);
      await expect.poll(() => loader.report().cachedBytes).toBeGreaterThan(0);
      expect(await collect(loader, training)).toHaveLength(5);
    });
  });

  it("of nothing gives nothing", async () => {
    await using([], {}, async loader => expect(await collect(loader, validation)).toEqual([]));
    expect(divide([], training, options).places).toEqual([]);
  });

  it("draws the same image differently in each epoch", async () => {
    await using(samplesWith({}, 1), { batchSize: 1 }, async loader => {
      const [first, second] = [await collect(loader, training), await collect(loader, { ...training, epoch: 1 })];
      expect(numbers(first)).not.toEqual(numbers(second));
    });
  });
});

describe("the batches do not depend on", () => {
  it("the pass having been expected, or another", async () => {
    const train = samplesWith({ 3: "damaged" }, 20);
    const load = (passes: Pass[]) =>
      using(train, { cacheBytes: 1e8 }, async loader => {
        for (const pass of passes) loader.expect(pass);
        return numbers(await collect(loader, training));
      });
    const expected = await load([]);
    expect(await load([training])).toEqual(expected);
    expect(await load([validation])).toEqual(expected);
    expect(await load([training, { ...training, epoch: 3 }, training])).toEqual(expected);
  });

  it("the number of workers, nor on the cache, nor on what was loaded before", async () => {
    const train = samplesWith();
    const load = (changed: Partial<LoaderOptions>, before: Pass[] = []) =>
      using(train, changed, async loader => {
        for (const pass of before) await collect(loader, pass);
        return numbers(await collect(loader, training));
      });
    const expected = await load({ workers: 1 });
    expect(await load({ workers: 4 })).toEqual(expected);
    expect(await load({ cacheBytes: 1e8 }, [validation, { ...training, epoch: 4 }])).toEqual(expected);
    expect(await load({ cacheBytes: 5000 }, [validation])).toEqual(expected);
  });

  it("when the consumer takes them", async () => {
    const train = samplesWith();
    const slow = await using(train, {}, async loader => {
      const batches: Batch[] = [];
      for await (const batch of loader.batches(training)) {
        batches.push(batch);
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      return batches;
    });
    expect(numbers(slow)).toEqual(numbers(await using(train, {}, loader => collect(loader, training))));
  });
});

describe("the cache", () => {
  it("stays under its cap, and files in it are not read again", async () => {
    const train = samplesWith();
    await using(train, { cacheBytes: 1e8 }, async loader => {
      const first = await collect(loader, validation);
      expect(loader.report().cachedBytes).toBeGreaterThan(count * 16 * 16 * 3);
      for (const { path } of train) rmSync(path);
      expect(numbers(await collect(loader, validation))).toEqual(numbers(first));
    });
    const again = samplesWith();
    await using(again, { cacheBytes: 5000 }, async loader => {
      await collect(loader, validation);
      expect(loader.report().cachedBytes).toBeGreaterThan(0);
      expect(loader.report().cachedBytes).toBeLessThanOrEqual(5000);
    });
  });
});

describe("broken images", () => {
  it("are named and left out; in training others stand in, so that every batch keeps its size", async () => {
    const train = samplesWith({ 7: "no image" });
    await using(train, { workers: 2 }, async loader => {
      const batches = await collect(loader, training);
      expect(batches.map(({ size }) => size)).toEqual([4, 4, 4, 4, 4]);
      expect(ids(batches)).not.toContain(7);
      const validated = await collect(loader, validation);
      expect(ids(validated)).toEqual(Array.from({ length: count }, (_, i) => i).filter(i => i !== 7));
      expect(loader.report().broken).toEqual([{ path: train[7].path, reason: "not an image of a kind that can be read" }]);
    });
  });

  it("may appear while the run is under way", async () => {
    const train = samplesWith();
    await using(train, {}, async loader => {
      const whole = ids(await collect(loader, validation));
      writeFileSync(train[3].path, pngs[3].subarray(0, 60));
      expect(ids(await collect(loader, validation))).toEqual(whole.filter(id => id !== 3));
      expect(loader.report().broken.map(({ path }) => path)).toEqual([train[3].path]);
    });
  });

  it("stop the run where they are more than 5 %", async () => {
    const train = samplesWith({ 2: "", 9: "" });
    const failure = await using(train, {}, loader => collect(loader, validation)).catch(error => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ fault: "data", fix: "repair or remove these files" });
    expect(failure.message).toMatch(/^2 of 23 training images are broken, more than 5 %:\n {2}.*2\.png: the file is empty\n {2}.*9\.png: /);
  });
});

describe("leaving and closing", () => {
  it("early leaves the loader ready for the next pass", async () => {
    await using(samplesWith(), { workers: 2 }, async loader => {
      for await (const batch of loader.batches(training)) {
        expect(batch.size).toBe(4);
        break;
      }
      expect((await collect(loader, validation)).length).toBe(6);
    });
  });

  it("while a pass runs ends it with an error, not in waiting for ever", async () => {
    const loader = openLoader({ train: samplesWith(), valid: [] }, { ...options, workers: 2 }, readLabels);
    const passes = loader.batches(training)[Symbol.asyncIterator]();
    await passes.next();
    const rest = (async () => {
      while (!(await passes.next()).done);
    })();
    rest.catch(() => {});
    await loader.close();
    await expect(rest).rejects.toThrow("the loader was closed while it was in use");
    await expect(collect(loader, training)).rejects.toThrow("closed");
  });

  it("may be done twice, and before anything was loaded", async () => {
    const loader = openLoader({ train: samplesWith(), valid: [] }, options, readLabels);
    await Promise.all([loader.close(), loader.close()]);
  });
});

describe("a thread that stops", () => {
  it("is a failure of the machine, which says what to do", async () => {
    const pool = new LoaderPool(options);
    const unreadable = { images: [null as never], epoch: null, keep: false };
    const failure = await pool.load(() => unreadable, new AbortController().signal).catch(error => error);
    await expect(pool.load(() => ({ ...unreadable, images: [] }), new AbortController().signal)).rejects.toBe(failure);
    await pool.close();
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ fault: "machine", fix: "fewer `workers` or a smaller `cache` take less memory" });
  });
});

describe("the report", () => {
  it("counts the time waited within the time taken", async () => {
    await using(samplesWith(), {}, async loader => {
      expect(loader.report()).toMatchObject({ waitedSeconds: 0, totalSeconds: 0, broken: [], cachedBytes: 0 });
      await collect(loader, training);
      const { waitedSeconds, totalSeconds } = loader.report();
      expect(waitedSeconds).toBeGreaterThan(0);
      expect(waitedSeconds).toBeLessThanOrEqual(totalSeconds);
    });
  });
});

describe("images by path", () => {
  it("come in order, without the broken ones, which are told", async () => {
    const samples = samplesWith({ 1: "no image", 6: "" });
    const broken: string[] = [];
    const batches: Batch<NormalizedImages>[] = [];
    for await (const batch of readImages(
      samples.map(({ path }) => path),
      options,
      file => broken.push(file.path),
    ))
      batches.push(batch);
    expect(ids(batches)).toEqual(Array.from({ length: count }, (_, i) => i).filter(i => i !== 1 && i !== 6));
    expect(broken).toEqual([samples[1].path, samples[6].path]);
    const expected = await using(samples.slice(2, 3), {}, loader => collect(loader, validation));
    expect(batches[0].feeds.images.subarray(768, 1536)).toEqual(asNormalized(expected[0].feeds).images);
  });

  it("fail where all are broken", async () => {
    const [{ path }] = samplesWith({ 0: "" }, 1);
    await expect(collectAll(readImages([path], options))).rejects.toThrow(`${path}: the file is empty`);
  });
});

async function collectAll<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of iterable) all.push(item);
  return all;
}
