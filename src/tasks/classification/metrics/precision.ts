import { averagedMetric, share } from "./average.ts";

export const precision = averagedMetric(
  "Of the images given a class, the share that have it (scikit-learn's `precision_score`).",
  ({ right, predicted }) => share(right, predicted),
);
