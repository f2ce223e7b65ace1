import type { Sample } from "../../data/data.ts";

/** What a look at the data finds of their classes. */
export interface Classes {
  /** Sorted. */
  classes: string[];
  /** Images of each class. */
  counts: { train: number[]; valid: number[] };
}

/** The targets of a batch: `labels` `[N]`, the index of each sample's class. */
export const readLabels = (samples: readonly Sample[]): { labels: Float32Array } => ({
  labels: Float32Array.from(samples, ({ label }) => label),
});
