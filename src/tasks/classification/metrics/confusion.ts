import type { Predictions } from "./metric.ts";
import { predictedClasses } from "./predicted.ts";

/** How many images of each class (rows) were given each class (columns): scikit-learn's `confusion_matrix`. */
export function confusionMatrix(predictions: Predictions): number[][] {
  const { classes, labels } = predictions;
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, predicted] of predictedClasses(predictions).entries()) matrix[labels[i]][predicted]++;
  return matrix;
}
