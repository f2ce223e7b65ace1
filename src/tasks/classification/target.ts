import type { Sample } from "../../data/data.ts";

/** The targets of a batch: `labels` `[N]`, the index of each sample's class. */
export const readLabels = (samples: readonly Sample[]): { labels: Float32Array } => ({
  labels: Float32Array.from(samples, ({ label }) => label),
});
