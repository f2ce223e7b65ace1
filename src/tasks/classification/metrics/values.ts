import type { MetricSpec } from "../../../metrics/spec.ts";
import { metrics } from "./index.ts";
import type { Predictions } from "./metric.ts";

/** The name that a metric has in tables: `top_k_accuracy_3` carries its k, `f1_macro` an average that was asked for. */
export const metricLabel = ({ name, k, average, isDefaultAverage }: MetricSpec): string =>
  [name, k, isDefaultAverage ? undefined : average].filter(part => part !== undefined).join("_");

/** Each metric by its name, in the order of the program. */
export const metricValues = (evaluation: Predictions, specs: readonly MetricSpec[]): Record<string, number> =>
  Object.fromEntries(specs.map(spec => [metricLabel(spec), metrics[spec.name as keyof typeof metrics].compute(evaluation, spec)]));
