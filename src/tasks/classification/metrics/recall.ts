import { averagedMetric, share } from "./average.ts";

export const recall = averagedMetric(
  "Of the images that have a class, the share given it (scikit-learn's `recall_score`).",
  ({ right, actual }) => share(right, actual),
);
