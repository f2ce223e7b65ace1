import { averagedMetric, share } from "./average.ts";

export const f1 = averagedMetric(
  "Harmonic mean of the precision and recall of a class (scikit-learn's `f1_score`).",
  ({ right, predicted, actual }) => share(2 * right, predicted + actual),
);
