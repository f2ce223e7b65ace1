import type { MetricSpec } from "./spec.ts";

/** A number that says how good predictions are; what it reads of them is the affair of a task. */
export interface Metric<Predictions> {
  /** One sentence of documentation, with the averaging and the source (scikit-learn's name). */
  doc: string;
  /** Whether more is better. */
  ascending: boolean;
  /** Whether it has a score for each output, of which `average` makes one. */
  isAveraged?: true;
  /** NaN where it is not defined (for example roc_auc when a class is absent). */
  compute(predictions: Predictions, spec: MetricSpec): number;
  /** What is wrong with asking it of a model with so many outputs, or null. */
  problem?(outputs: number, spec: MetricSpec): string | null;
}
