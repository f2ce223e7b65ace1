import { key, permutation, purpose } from "../common/random.ts";
import type { LoaderOptions, Pass, Sample } from "./data.ts";

/** Steps of one training epoch: the last short batch is dropped, as in fastai; none where there are fewer images than one batch. */
export const trainingSteps = (images: number, batchSize: number): number => Math.floor(images / batchSize);

/** Batches of a pass that keeps the last short one. */
export const batchesOf = (images: number, batchSize: number): number => Math.ceil(images / batchSize);

/** The order of the images in a pass, and the places in it that make each batch. */
export function divide(samples: Sample[], { training, epoch }: Pass, { batchSize, seed }: Pick<LoaderOptions, "batchSize" | "seed">) {
  const order = training ? permutation(key(seed, purpose.shuffle, epoch), samples.length).map(i => samples[i]) : samples;
  const batches = training ? trainingSteps(samples.length, batchSize) : batchesOf(samples.length, batchSize);
  const places = Array.from({ length: batches }, (_, batch) =>
    Array.from({ length: Math.min(batchSize, samples.length - batch * batchSize) }, (_, i) => batch * batchSize + i),
  );
  return { order, places };
}
