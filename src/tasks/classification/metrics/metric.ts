import type { Metric } from "../../../metrics/metric.ts";

/** What the model said of every image of a split. */
export interface Predictions {
  /** `[n, classes]`, rows sum to 1. */
  probabilities: Float32Array;
  /** `[n]` class indices. */
  labels: Float32Array;
  classes: number;
}

export type ClassMetric = Metric<Predictions>;
