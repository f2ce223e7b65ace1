import { nearest } from "../common/nearest.ts";
import type { Span } from "../common/span.ts";
import type { Argument } from "../language/argument.ts";
import type { Report } from "../language/diagnostics/index.ts";
import type { Match } from "../language/forms.ts";
import { choice, count, type Slot } from "../language/slots.ts";
import type { Average, MetricSpec } from "../metrics/spec.ts";
import { averages, type MetricName, metrics } from "../tasks/metrics.ts";
import { averageNames, metricNames } from "./lists.ts";
import { option } from "./statement.ts";

const anyWord = choice("metric", metricNames, "unknown-metric", "f1");

const isMetric = (name: string): boolean => metricNames().includes(name);
const isNear = (name: string, names: readonly string[]): boolean => nearest(name, names).length > 0;

interface Wording {
  doc: string;
  default: string;
}

/**
 * The option `metric`, in a statement with those other options: a word that is near one of them and near no metric is
 * taken for the option mistyped, not for a metric.
 */
export const metricOption = (otherOptions: () => readonly string[], { doc, default: byDefault }: Wording) =>
  option({
    also: ["metrics"],
    forms: { metrics: "<metric> [<k>] [average <by>] [<metric> [<k>] [average <by>]]*" },
    examples: ["error_rate", "f1 average macro"],
    slots: {
      metric: {
        ...anyWord,
        fits: (value: Argument) =>
          value.kind === "word"
            ? isMetric(value.name) || !isNear(value.name, otherOptions()) || isNear(value.name, metricNames())
            : anyWord.fits(value),
      } as Slot<string>,
      k: { ...count("number of classes for `top_k_accuracy`", 1, 10000, "5"), known: "k of the metric" } as Slot<number>,
      by: choice("average", averageNames, "unknown-average", "macro"),
    },
    doc: `${doc} \`top_k_accuracy\` takes its k, by default 5: \`top_k_accuracy 3\`. \`precision\`, \`recall\` and \`f1\` take an average, by default \`binary\` of two classes and \`macro\` of more: \`f1 average macro\`. ${Object.entries(
      averages,
    )
      .map(([name, what]) => `\`${name}\`: ${what}`)
      .join("; ")}.`,
    default: byDefault,
  });

type MetricMatch = Match<{ metric: Slot<string>; k: Slot<number>; by: Slot<Average> }>;

/** The metrics that are listed, each once, with the k of `top_k_accuracy` and the average of those that have one. */
export function readMetrics(match: MetricMatch | null | undefined, report: Report): MetricSpec[] {
  const specs: MetricSpec[] = [];
  const names = match?.all.metric ?? [];
  for (const [i, { value: name, span }] of names.entries()) {
    const end = names[i + 1]?.span.start ?? Number.POSITIVE_INFINITY;
    const ofThis = <T extends { span: Span }>(values: readonly T[] = []): T | undefined =>
      values.find(value => value.span.start > span.start && value.span.start < end);
    const [k, average] = [ofThis(match?.all.k), ofThis(match?.all.by)];
    const takesK = name === "top_k_accuracy";
    const takesAverage = metrics[name as MetricName].isAveraged === true;
    if (k && !takesK) report("unexpected-value", k.span, { found: k.written, after: name, example: null });
    if (average && !takesAverage) {
      // With the word `average`, which follows the metric or its k.
      const start = (k ?? { span }).span.end + 1;
      report("unexpected-value", { start, end: average.span.end }, { found: `average ${average.written}`, after: name, example: null });
    }
    const spec: MetricSpec = {
      name,
      ...(takesK && { k: k?.value ?? 5 }),
      ...(takesAverage && average && { average: average.value }),
    };
    const isSame = (other: MetricSpec) => other.name === spec.name && other.k === spec.k && other.average === spec.average;
    if (specs.some(isSame)) report("repeated-metric", span, { name });
    else specs.push(spec);
  }
  return specs;
}
