import type { Report } from "../language/diagnostics/index.ts";
import type { Match } from "../language/forms.ts";
import type { Given } from "../language/given.ts";
import { nearest } from "../language/nearest.ts";
import type { MetricSpec } from "../language/program.ts";
import { choice, count, type Slot } from "../language/slots.ts";
import { metricNames } from "./lists.ts";
import { option } from "./statement.ts";

const anyWord = choice("metric", metricNames, "unknown-metric", "error_rate");

const isMetric = (name: string): boolean => metricNames().includes(name);
const isNear = (name: string, names: readonly string[]): boolean => nearest(name, names).length > 0;

interface Wording {
  doc: string;
  unsaid: string;
}

/**
 * The option `metric`, in a statement with those other options: a word that is near one of them and near no metric is
 * taken for the option mistyped, not for a metric.
 */
export const metricOption = (otherOptions: () => readonly string[], { doc, unsaid }: Wording) =>
  option({
    also: ["metrics"],
    forms: { metrics: "<metric> [<k>] [<metric> [<k>]]*" },
    slots: {
      metric: {
        ...anyWord,
        fits: (value: Given) =>
          value.kind === "word"
            ? isMetric(value.name) || !isNear(value.name, otherOptions()) || isNear(value.name, metricNames())
            : anyWord.fits(value),
      } as Slot<string>,
      k: count("number of classes for `top_k_accuracy`", 1, 10000, "5"),
    },
    doc: `${doc} \`top_k_accuracy\` takes its k, 5 where it is unsaid: \`top_k_accuracy 3\`.`,
    unsaid,
  });

type MetricMatch = Match<{ metric: Slot<string>; k: Slot<number> }>;

/** The metrics that are listed, each once, with the k of `top_k_accuracy`. */
export function readMetrics(match: MetricMatch | null | undefined, report: Report): MetricSpec[] {
  const specs: MetricSpec[] = [];
  const names = match?.all.metric ?? [];
  const ks = match?.all.k ?? [];
  for (const [i, { value: name, span }] of names.entries()) {
    const end = names[i + 1]?.span.start ?? Number.POSITIVE_INFINITY;
    const k = ks.find(k => k.span.start > span.start && k.span.start < end);
    const takesK = name === "top_k_accuracy";
    if (k && !takesK) report("unexpected-value", k.span, { found: k.written, after: name, example: null });
    const spec: MetricSpec = takesK ? { name, k: k?.value ?? 5 } : { name };
    if (specs.some(other => other.name === spec.name && other.k === spec.k)) report("repeated-metric", span, { name });
    else specs.push(spec);
  }
  return specs;
}
