import type { ClassMetric } from "./metric.ts";
import { shareRight } from "./predicted.ts";

export const accuracy: ClassMetric = {
  doc: "Share of the images whose likeliest class is their label (scikit-learn's `accuracy_score`); of equals, the first class.",
  ascending: true,
  compute: shareRight,
};
