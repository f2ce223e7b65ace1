import type { Broken } from "../inputs/broken.ts";
import type { AppliedCorruption } from "../inputs/image/corruptions/index.ts";
import type { ImageFeeds } from "../inputs/image/feeds.ts";
import type { ImageOptions } from "../inputs/image/options.ts";

/** One image of a data set. Its `id` names it in every random stream. */
export interface Sample {
  id: number;
  /** Absolute. */
  path: string;
  /** As the target of the task reads it: of a classifier the index of a class. */
  label: number;
}

export type { Broken };

/** What a look at the data found: listing and headers only, no pixels. */
export interface Dataset {
  name: string;
  folder: string;
  train: Sample[];
  valid: Sample[];
  /** Side of the square that the model sees, in pixels. */
  imageSize: number;
  /** Median width and height of the files. */
  medianSize: { width: number; height: number };
  batchSize: number;
  /** What was inferred because the program did not say, one sentence each. */
  inferences: string[];
  /** What is probably not meant, one sentence each. */
  warnings: string[];
  /** Files that cannot be used, with the reason; they are skipped. */
  broken: Broken[];
}

export type Split = "train" | "valid";

/** How images become batches, as the plan says it. */
export interface BatchOptions extends ImageOptions {
  batchSize: number;
  /** Worker threads that decode and augment. */
  workers: number;
  /** Cap of the memory that decoded images may take, in bytes. */
  cacheBytes: number;
}

/** How the loader makes batches. */
export interface LoaderOptions extends BatchOptions {
  seed: number;
  /** File of an addon that augments, `null` where the engine has none: see pixels/resample.ts. */
  resampler: string | null;
  /** Whether the engine augments: then training batches are packed crops. */
  crops: boolean;
}

/** What a batch of samples is fed with as targets, by the names that the graphs of the task give them. */
export type TargetFeeds = (samples: readonly Sample[]) => Record<string, Float32Array>;

export interface Batch<Feeds = ImageFeeds> {
  feeds: Feeds;
  targets: Record<string, Float32Array>;
  size: number;
  samples: Sample[];
}

/** A pass over one split. Training passes shuffle, crop at random, augment and drop the last short batch; the others do not. */
export interface Pass {
  split: Split;
  training: boolean;
  /** Counts training passes from 0 over the whole run; keys the shuffle and the augmentation. */
  epoch: number;
  /** The batch that it begins with, from 0: a resumed pass leaves out those before. */
  from?: number;
  /** Applied to each image; not in passes for training. */
  corruption?: AppliedCorruption;
}

/** The pass that evaluates and visualizes. */
export const wholeValidation: Pass = { split: "valid", training: false, epoch: 0 };

export interface Loader {
  /** Starts to load a pass that is about to be asked for, while something else is made ready. Another pass lets go of it. */
  expect(pass: Pass): void;
  batches(pass: Pass): AsyncIterable<Batch>;
  /** Marks files that an earlier session of the run found broken. */
  know(broken: readonly Broken[]): void;
  /** What decoding found broken so far, and how long the consumer waited. */
  report(): LoaderReport;
  close(): Promise<void>;
}
export interface LoaderReport {
  broken: Broken[];
  /** Seconds that the consumer waited for batches, and seconds from its first request to the last reply. */
  waitedSeconds: number;
  totalSeconds: number;
  cachedBytes: number;
}
