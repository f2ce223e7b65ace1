import { sum } from "../common/sum.ts";
import { formatWhole } from "../common/units.ts";
import type { MetricSpec } from "../metrics/spec.ts";
import { metricLabel } from "../metrics/values.ts";
import type { PlanStep } from "../steps/index.ts";
import type { EvaluatedEvent } from "./evaluated.ts";

interface Scores {
  metrics: Record<string, number>;
  loss: number;
  /** What the loss is called. */
  lossName: string;
  /** Absent where they are not counted. */
  wrong?: { count: number; of: number };
}

/** What a step asks of its scores, and what is said of a metric beside its label. */
interface Asked {
  step: PlanStep | undefined;
  noteOf(spec: MetricSpec): string | null;
  format(value: number): string;
}

/** The scores of an evaluation, the metric that was asked for first, the loss last: `error_rate 0.25, 20 of 81 wrong`, `f1 0.7 (of dog)`, `loss 0.5`. */
export function scoreTexts({ metrics, loss, lossName, wrong }: Scores, { step, noteOf, format }: Asked): string[] {
  const specs = new Map((step && "metrics" in step ? step.metrics : []).map((spec): [string, MetricSpec] => [metricLabel(spec), spec]));
  const texts = Object.entries(metrics).map(([title, value]) => {
    const spec = specs.get(title);
    const note = spec && noteOf(spec);
    return `${title} ${format(value)}${note ? ` (${note})` : ""}`;
  });
  const [first, ...rest] = texts;
  const head = [first, ...(wrong ? [`${formatWhole(wrong.count)} of ${formatWhole(wrong.of)} wrong`] : [])].filter(
    text => text !== undefined,
  );
  const last = `${lossName} ${format(loss)}`;
  return head.length > 0 ? [head.join(", "), ...rest, last] : [...rest, last];
}

/** How many images are of a class (row) that the model takes for another; `own` is the column of each class, null of one that it has not learned. */
export function wrongOf(
  confusion: readonly (readonly number[])[],
  own: readonly (number | null)[] = [...confusion.keys()],
): Scores["wrong"] {
  const known = confusion.flatMap((row, i) => {
    const column = own[i];
    return column === null ? [] : [{ all: sum(row), right: row[column] }];
  });
  const of = sum(known.map(({ all }) => all));
  return { count: of - sum(known.map(({ right }) => right)), of };
}

/** How few of how many images make half of the loss, for it to be said. */
const fewest = 10;
/** By how much one or more images raise the mean, at the least, for it to be said. */
const raise = 0.1;

/** Says where a few images make the mean loss: `median 0.01; one image 268`; null where none do. `greatest` is the greatest loss. */
export function outlierText({ losses, confusion, worst }: Pick<EvaluatedEvent, "losses" | "confusion" | "worst">): string | null {
  if (!losses) return null;
  const { median, half, mean } = losses;
  const images = sum(confusion.map(row => sum(row)));
  const greatest = Math.max(...worst.map(({ loss }) => loss ?? Number.NaN));
  const few = half === 1 ? images >= fewest : half * 50 <= images;
  if (!few || !Number.isFinite(greatest) || mean < 2 * raise || mean < 2 * median) return null;
  return `median ${figures(median)}; ${half === 1 ? `one image ${figures(greatest)}` : `${half} images make half of it, up to ${figures(greatest)}`}`;
}

/** Three figures at most, without an exponent: `0.0102`, `268`. */
const figures = (value: number): string => {
  const digits = value > 0 ? Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(value)))) : 0;
  return String(Number(value.toFixed(digits)));
};
