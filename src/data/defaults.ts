import { availableParallelism, freemem } from "node:os";

const gigabyte = 2 ** 30;

/** What holds where a program does not say. */
export const defaults = {
  /** fastai's usual size for pretrained networks, pixels. */
  imageSize: 224,
  /** fastai's `bs`. */
  batchSize: 64,
  /** Steps that an epoch should have at least, before a smaller batch is chosen. */
  stepsPerEpoch: 20,
  leastBatchSize: 8,
  /** Part of the files that may be broken before a run stops. */
  brokenAllowed: 0.05,
  /** One fewer than the cores, so that the engine keeps one; more than four only waits for memory. */
  workers: () => Math.max(1, Math.min(4, availableParallelism() - 1)),
  /** A quarter of what is free, at most 4 GiB. */
  cacheBytes: () => Math.min(4 * gigabyte, Math.floor((process.availableMemory?.() ?? freemem()) / 4)),
};

/**
 * fastai's 64, or where that gives fewer than 20 steps an epoch, the power of two that gives about 20, at least 8: with a handful of
 * steps neither the one-cycle schedule nor the running statistics of batch norm get anywhere.
 */
export function inferBatchSize(trainingImages: number): number {
  const fitting = 2 ** Math.floor(Math.log2(Math.max(1, trainingImages / defaults.stepsPerEpoch)));
  return Math.min(defaults.batchSize, Math.max(defaults.leastBatchSize, fitting));
}
