import { usableCores } from "../common/cores.ts";
import { freeMemory } from "../common/memory.ts";

/** What the data pipeline does when the program does not say. Every use of one of these is printed as an inference or shown in the plan. */
export const dataDefaults = {
  /** fastai's `DataLoaders` default. */
  batchSize: 64,
  /** Small data sets take smaller batches, so that an epoch has about this many steps. */
  stepsPerEpoch: 20,
  smallestBatch: 8,
  /** fastai's `RandomSplitter` default. */
  validShare: 0.2,
  /** More workers than this would wait for each other: libuv gives sharp four threads for the whole process. */
  mostWorkers: 4,
  /** Of the memory that is free, how much decoded images may take; the rest is for activations, weights and batches. */
  cacheShare: 0.25,
  mostCacheBytes: 4 * 2 ** 30,
  /** Above this share of broken images, something is wrong with the whole data set. */
  brokenShare: 0.05,
  /** Batches that wait for the consumer take at most this, but there are always two on their way. */
  prefetchBytes: 256 * 2 ** 20,
} as const;

/** The default number of worker threads: one per core that this process may use, at most four. */
export const defaultWorkers = (): number => Math.max(1, Math.min(dataDefaults.mostWorkers, usableCores()));

/** The default limit of decoded images, in bytes: a quarter of what is free within the limit of the control group, at most 4 GiB. */
export const defaultCacheBytes = (): number => Math.min(dataDefaults.mostCacheBytes, Math.floor(freeMemory() * dataDefaults.cacheShare));

/** The largest power of two, between 8 and 64, that leaves at least 20 steps an epoch; never more than there are images. */
export function defaultBatchSize(trainingImages: number): number {
  const { batchSize, smallestBatch, stepsPerEpoch } = dataDefaults;
  let size: number = batchSize;
  while (size > smallestBatch && Math.floor(trainingImages / size) < stepsPerEpoch) size /= 2;
  return Math.max(1, Math.min(size, trainingImages));
}
