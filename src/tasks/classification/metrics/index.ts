import { accuracy } from "./accuracy.ts";
import { errorRate } from "./error_rate.ts";
import { f1 } from "./f1.ts";
import type { ClassMetric } from "./metric.ts";
import { precision } from "./precision.ts";
import { recall } from "./recall.ts";
import { rocAuc } from "./roc_auc.ts";
import { topKAccuracy } from "./top_k_accuracy.ts";

export { confusionMatrix } from "./confusion.ts";

/** By the name that a program gives them. */
export const metrics = {
  error_rate: errorRate,
  accuracy,
  top_k_accuracy: topKAccuracy,
  precision,
  recall,
  f1,
  roc_auc: rocAuc,
} satisfies Record<string, ClassMetric>;

export type MetricName = keyof typeof metrics;
