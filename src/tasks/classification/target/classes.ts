import type { Sample } from "../../../data/data.ts";

/** What a look at the data finds of their classes. */
export interface Classes {
  /** Sorted. */
  classes: string[];
  /** Images of each class. */
  counts: { train: number[]; valid: number[] };
}

/** Likewise of data that are evaluated on: none where nothing labels the images, which data out of domain need not. */
export type OtherClasses = Pick<Classes, "classes">;

/** How the classes of other data go with those that are learned. */
export interface ClassMatches {
  /** For each class of the set its index among the learned ones; null of a class that is none of them. */
  matches: (number | null)[];
}

/** The targets of a batch: `labels` `[N]`, the index of each sample's class. */
export const readLabels = (samples: readonly Sample[]): { labels: Float32Array } => ({
  labels: Float32Array.from(samples, ({ label }) => label),
});
