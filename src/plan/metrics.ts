import type { MetricSpec } from "../metrics/spec.ts";
import type { StepSpec } from "../steps/specs.ts";
import { stepStatements } from "../steps/statements.ts";
import { defaultAverage, positiveClass } from "../tasks/classification/metrics/average.ts";
import { type MetricName, metrics } from "../tasks/classification/metrics/index.ts";

/** Each metric with its average, for data of so many classes. */
export const plannedMetrics = (specs: readonly MetricSpec[], classes: number): MetricSpec[] =>
  specs.map(spec =>
    metrics[spec.name as MetricName].isAveraged && !spec.average
      ? { ...spec, average: defaultAverage(classes), isDefaultAverage: true }
      : spec,
  );

/** What an `evaluate` at a place among the steps measures where it names no metric: what the training before it does, else the first after it. */
export function trainingMetrics(steps: readonly StepSpec[], place: number): MetricSpec[] {
  const asked = steps.map(step => (stepStatements[step.kind].role === "training" && "metrics" in step ? step.metrics : []));
  return asked.slice(0, place).findLast(metrics => metrics.length > 0) ?? asked.slice(place).find(metrics => metrics.length > 0) ?? [];
}

/** One sentence about the averages that the plan chose; none where it chose none. */
export function averageInferences(specs: readonly MetricSpec[], classes: readonly string[]): string[] {
  const names = [...new Set(specs.filter(({ isDefaultAverage }) => isDefaultAverage).map(({ name }) => name))];
  if (names.length === 0) return [];
  const what =
    classes.length === 2
      ? `of ${classes[positiveClass]}, the second of two classes (average binary)`
      : `the plain mean over the ${classes.length} classes (average macro)`;
  return [`${names.join(", ")}: ${what}`];
}

/** As it could be written: `top_k_accuracy 3`, `f1 average macro`. */
export const metricText = ({ name, k, average, isDefaultAverage }: MetricSpec): string =>
  `${name}${k ? ` ${k}` : ""}${average && !isDefaultAverage ? ` average ${average}` : ""}`;

export const metricsOf = (metrics: readonly MetricSpec[]): string => metrics.map(metric => ` ${metricText(metric)}`).join("");
