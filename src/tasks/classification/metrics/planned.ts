import type { MetricSpec } from "../../../metrics/spec.ts";
import { defaultAverage, positiveClass } from "./average.ts";
import { type MetricName, metrics } from "./index.ts";

/** Each metric with its average, for data of so many classes. */
export const plannedMetrics = (specs: readonly MetricSpec[], classes: number): MetricSpec[] =>
  specs.map(spec =>
    metrics[spec.name as MetricName].isAveraged && !spec.average
      ? { ...spec, average: defaultAverage(classes), isDefaultAverage: true }
      : spec,
  );

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
