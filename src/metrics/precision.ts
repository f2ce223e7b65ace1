import { macroAverage, share } from "./macro.ts";
import type { Metric } from "./metric.ts";

export const precision: Metric = {
  doc: 'Of the images given a class, the share that have it; the plain mean over the classes, of two classes too (scikit-learn\'s `precision_score`, `average="macro"`, `zero_division=0`).',
  ascending: true,
  compute: predictions => macroAverage(predictions, ({ right, predicted }) => share(right, predicted)),
};
