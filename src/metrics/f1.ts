import { macroAverage, share } from "./macro.ts";
import type { Metric } from "./metric.ts";

export const f1: Metric = {
  doc: 'Harmonic mean of precision and recall of each class; the plain mean over the classes, of two classes too (scikit-learn\'s `f1_score`, `average="macro"`, `zero_division=0`).',
  ascending: true,
  compute: predictions => macroAverage(predictions, ({ right, predicted, actual }) => share(2 * right, predicted + actual)),
};
