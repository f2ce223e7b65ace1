import type { MetricSpec } from "../metrics/spec.ts";
import { metricText } from "../metrics/values.ts";
import { statementOf } from "../statements/index.ts";
import type { StepSpec } from "../steps/specs.ts";

/** What an `evaluate` at a place among the steps measures where it names no metric: what the training before it does, else the first after it. */
export function trainingMetrics(steps: readonly StepSpec[], place: number): MetricSpec[] {
  const asked = steps.map(step => (statementOf(step.kind)?.role === "training" && "metrics" in step ? step.metrics : []));
  return asked.slice(0, place).findLast(metrics => metrics.length > 0) ?? asked.slice(place).find(metrics => metrics.length > 0) ?? [];
}

/** The metrics of a step as they could be written, each after a space. */
export const metricsOf = (metrics: readonly MetricSpec[]): string => metrics.map(metric => ` ${metricText(metric)}`).join("");
