import type { Average, MetricSpec } from "../../../metrics/spec.ts";
import type { ClassMetric, Predictions } from "./metric.ts";
import { predictedClasses } from "./predicted.ts";

/** How often a class was named and was right, was named, and was the label. */
export interface Counts {
  right: number;
  predicted: number;
  actual: number;
}

/** What each average is, for documentation. */
export const averages = {
  binary: "the score of the second of two classes, the positive one",
  macro: "the plain mean over the classes",
  weighted: "the mean over the classes, each weighted by its images",
} satisfies Record<Average, string>;

/** The class that `binary` is of: the second in order (scikit-learn's and fastai's `pos_label=1`). */
export const positiveClass = 1;

/** scikit-learn's default for two classes; it has none for more. */
export const defaultAverage = (classes: number): Average => (classes === 2 ? "binary" : "macro");

/** A metric with a score for each class; a share of nothing counts as 0 (scikit-learn's `zero_division=0`). */
export const averagedMetric = (doc: string, score: (counts: Counts) => number): ClassMetric => ({
  doc: `${doc} \`average\` says of which classes: of two, that of the second, the positive one (\`binary\`); of more, the plain mean (\`macro\`); or the mean by images (\`weighted\`).`,
  ascending: true,
  isAveraged: true,
  compute: (predictions, { average = "macro" }) => averaged(predictions, average, score),
  problem(classes, { name, average }) {
    return average === "binary" && classes !== 2
      ? `\`${name} average binary\` is of two classes, and there are ${classes}: write \`${name} average macro\` or \`${name} average weighted\``
      : null;
  },
});

/** NaN of no images. As in scikit-learn, a mean leaves out a class that is neither a label nor predicted. */
function averaged(predictions: Predictions, average: Average, score: (counts: Counts) => number): number {
  const counts = countsOf(predictions);
  if (predictions.labels.length === 0) return Number.NaN;
  if (average === "binary") return score(counts[positiveClass]);
  const present = counts.filter(({ predicted, actual }) => predicted + actual > 0);
  const weightOf = ({ actual }: Counts): number => (average === "weighted" ? actual : 1);
  const total = present.reduce((sum, count) => sum + weightOf(count), 0);
  return present.reduce((sum, count) => sum + weightOf(count) * score(count), 0) / total;
}

function countsOf(predictions: Predictions): Counts[] {
  const counts = Array.from({ length: predictions.classes }, (): Counts => ({ right: 0, predicted: 0, actual: 0 }));
  for (const [i, predicted] of predictedClasses(predictions).entries()) {
    const label = predictions.labels[i];
    counts[predicted].predicted++;
    counts[label].actual++;
    if (predicted === label) counts[label].right++;
  }
  return counts;
}

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** What people are told of an average beside its metric: `of dog`, `macro`; null where the metric has none, or its name carries it. */
export function averageNote({ average, isDefaultAverage }: MetricSpec, classes: readonly string[]): string | null {
  if (average === "binary") return `of ${classes[positiveClass]}`;
  return average && isDefaultAverage ? average : null;
}
