import type { Predictions } from "./metric.ts";
import { predictedClasses } from "./predicted.ts";

/** How many images of each class (rows) were given each class (columns): scikit-learn's `confusion_matrix`. */
export function confusionMatrix(predictions: Predictions): number[][] {
  const { classes, labels } = predictions;
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, predicted] of predictedClasses(predictions).entries()) matrix[labels[i]][predicted]++;
  return matrix;
}

/** A cell of a confusion matrix. */
export interface ConfusionCell {
  /** Its row, and its column. */
  actual: number;
  predicted: number;
  /** Images. */
  count: number;
}

/** The cells of images of one class that were predicted as another, most images first; equal ones in order. `own` is the column of each row's class, null if it has none. */
export function mostConfused(
  confusion: readonly (readonly number[])[],
  own: readonly (number | null)[] = [...confusion.keys()],
): ConfusionCell[] {
  const wrong = confusion.flatMap((row, actual) =>
    row.flatMap((count, predicted) => (predicted !== own[actual] && count > 0 ? [{ actual, predicted, count }] : [])),
  );
  return wrong.sort((a, b) => b.count - a.count);
}
