import type { Metric } from "./metric.ts";
import type { MetricSpec } from "./spec.ts";

/** The name that a metric has in tables: `top_k_accuracy_3` carries its k, `f1_macro` an average that was asked for. */
export const metricLabel = ({ name, k, average, isDefaultAverage }: MetricSpec): string =>
  [name, k, isDefaultAverage ? undefined : average].filter(part => part !== undefined).join("_");

/** The metric as it could be written: `top_k_accuracy 3`, `f1 average macro`. */
export const metricText = ({ name, k, average, isDefaultAverage }: MetricSpec): string =>
  [name, k, average && !isDefaultAverage && `average ${average}`].filter(Boolean).join(" ");

/** Each of some metrics by its label, in the order of the program. `metrics` is the table of the task. */
export const metricValues = <Predictions>(
  metrics: Record<string, Metric<Predictions>>,
  predictions: Predictions,
  specs: readonly MetricSpec[],
): Record<string, number> => Object.fromEntries(specs.map(spec => [metricLabel(spec), metrics[spec.name].compute(predictions, spec)]));
