import { readdirSync } from "node:fs";
import { join } from "node:path";
import { usableCores } from "../../src/common/cores.ts";
import { openLoader } from "../../src/data/loader.ts";
import { asNormalized } from "../../src/inputs/image/feeds.ts";
import { readLabels } from "../../src/tasks/classification/target/classes.ts";
import type { Fed } from "./exp_steps.ts";

/** Training batches by exp's loader, cut and turned as `fine_tune` does: all images lie decoded in its cache after the first pass, which is not timed. */
export function loadedBatches({ images, imageSize, batchSize }: { images: string; imageSize: number; batchSize: number }) {
  const files = readdirSync(images).filter(name => /\.(png|jpe?g)$/.test(name));
  // A pass is of whole batches, so of several rounds of the images.
  const rounds = Math.ceil((8 * batchSize) / files.length);
  const paths = Array.from({ length: rounds }, () => files).flat();
  const train = paths.map((file, id) => ({ id, path: join(images, file), label: id % 12 }));
  const loader = openLoader(
    { train, valid: [] },
    {
      imageSize,
      resize: "crop",
      presize: null,
      augment: null,
      batchSize,
      workers: Math.max(1, usableCores() - 1),
      cacheBytes: 8e9,
      seed: 1,
      crops: false,
      resampler: null,
    },
    readLabels,
  );
  let epoch = 0;
  async function* endless(): AsyncGenerator<Fed> {
    for (;;) {
      for await (const { feeds, targets } of loader.batches({ split: "train", training: true, epoch: epoch++ }))
        yield { images: asNormalized(feeds).images, labels: targets.labels };
    }
  }
  const all = endless();
  let isWarm = false;
  return async (_steps: number) => {
    for (let i = 0; !isWarm && i < train.length / batchSize - 1; i++) await all.next();
    isWarm = true;
    return async (): Promise<Fed> => {
      const { images, labels } = (await all.next()).value as Fed;
      return { images, labels };
    };
  };
}
