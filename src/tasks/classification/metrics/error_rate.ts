import type { ClassMetric } from "./metric.ts";
import { shareRight } from "./predicted.ts";

export const errorRate: ClassMetric = {
  doc: "Share of the images whose likeliest class is not their label: 1 - accuracy (fastai's `error_rate`, scikit-learn's `zero_one_loss`).",
  ascending: false,
  compute: predictions => 1 - shareRight(predictions),
};
