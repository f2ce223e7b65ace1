import { macroAverage, share } from "./macro.ts";
import type { Metric } from "./metric.ts";

export const recall: Metric = {
  doc: 'Of the images that have a class, the share given it; the plain mean over the classes, of two classes too (scikit-learn\'s `recall_score`, `average="macro"`, `zero_division=0`).',
  ascending: true,
  compute: predictions => macroAverage(predictions, ({ right, actual }) => share(right, actual)),
};
