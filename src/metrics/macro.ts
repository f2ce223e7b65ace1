import type { Predictions } from "./metric.ts";
import { predictedClasses } from "./predicted.ts";

/** How often a class was named and was right, was named, and was the label. */
export interface Counts {
  right: number;
  predicted: number;
  actual: number;
}

/**
 * The plain mean of `score` over the classes (scikit-learn's `average="macro"`, `zero_division=0`). As there, a class that is neither a
 * label nor predicted is left out, and a share of nothing counts as 0. For two classes too it is the mean of both. NaN of no images.
 */
export function macroAverage(predictions: Predictions, score: (counts: Counts) => number): number {
  const counts = countsOf(predictions).filter(({ predicted, actual }) => predicted + actual > 0);
  return counts.reduce((sum, count) => sum + score(count), 0) / counts.length;
}

function countsOf(predictions: Predictions): Counts[] {
  const counts = Array.from({ length: predictions.classes }, (): Counts => ({ right: 0, predicted: 0, actual: 0 }));
  for (const [i, predicted] of predictedClasses(predictions).entries()) {
    const label = predictions.labels[i];
    counts[predicted].predicted++;
    counts[label].actual++;
    if (predicted === label) counts[label].right++;
  }
  return counts;
}

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
