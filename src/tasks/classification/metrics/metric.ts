import type { MetricSpec } from "../../../metrics/spec.ts";

/** What the model said of every image of a split. */
export interface Predictions {
  /** `[n, classes]`, rows sum to 1. */
  probabilities: Float32Array;
  /** `[n]` class indices. */
  labels: Float32Array;
  classes: number;
}

export interface Metric {
  /** One sentence of documentation, with the averaging and the source (scikit-learn's name). */
  doc: string;
  /** Whether more is better. */
  ascending: boolean;
  /** Whether it has a score for each class, of which `average` makes one. */
  isAveraged?: true;
  /** NaN where it is not defined (for example roc_auc when a class is absent). */
  compute(predictions: Predictions, spec: MetricSpec): number;
  /** What is wrong with asking for it on so many classes, or null. */
  problem?(classes: number, spec: MetricSpec): string | null;
}
