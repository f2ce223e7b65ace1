import { formatDecimals } from "../../../common/rounding.ts";
import { sum } from "../../../common/sum.ts";
import { formatWhole, plural } from "../../../common/units.ts";
import { html, name } from "../../../report/html.ts";
import { afterStep, type Section } from "../../../report/record.ts";
import { type Column, folded, table } from "../../../report/table.ts";

/** Above so many classes the table is folded up. */
const openUpTo = 60;

export interface ClassScores {
  /** `null` where the class was never predicted. */
  precision: number | null;
  /** `null` where no image shows the class. */
  recall: number | null;
  /** `null` where both are so. */
  f1: number | null;
  support: number;
}

/** Scores of each class from the confusion matrix; rows are actual, columns predicted. */
export function classScores(confusion: number[][]): ClassScores[] {
  return confusion.map((row, i) => {
    const support = sum(row);
    const predicted = sum(confusion.map(other => other[i]));
    const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
    return {
      precision: ratio(row[i], predicted),
      recall: ratio(row[i], support),
      f1: ratio(2 * row[i], support + predicted),
      support,
    };
  });
}

/** The plain mean over the classes, and all support. What is not defined counts as 0, and classes without any score are left out, as in the metrics. */
export function meanScores(scores: readonly ClassScores[]): ClassScores {
  const present = scores.filter(({ f1 }) => f1 !== null);
  const mean = (score: "precision" | "recall" | "f1") => sum(present.map(row => row[score] ?? 0)) / present.length;
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1"), support: sum(scores.map(({ support }) => support)) };
}

export const perClass: Section = {
  title: "Scores of each class",
  draw({ plan, events }) {
    const last = events.evaluated.at(-1);
    if (!last) return null;
    const { classes } = plan.data;
    const { averagePrecisions = [], areas = [] } = last.detail ?? {};
    const scores = classScores(last.confusion).map((scores, i) => ({
      ...scores,
      label: name(classes[i]),
      averagePrecision: averagePrecisions[i] ?? Number.NaN,
      area: areas[i] ?? Number.NaN,
    }));
    const total = { ...meanScores(scores), label: html`mean, total`, averagePrecision: meanOf(averagePrecisions), area: meanOf(areas) };
    const undefinedScores = scores.some(({ precision, recall }) => precision === null || recall === null);
    const dashes =
      " A dash stands where a class was never predicted, or has no image; it counts as 0 in the mean. A class of which both are so is left out of the mean.";
    return folded(
      plural(classes.length, "class", "classes"),
      classes.length > openUpTo,
      table(
        `Precision: how many of the images called so are so. Recall: how many of the images that are so were called so. F1: their harmonic mean. Support: validation images.${last.detail ? " AP: average precision. AUC: area under the ROC curve. Both from probabilities, the class against all others; their means leave dashes out." : ""} All ${afterStep(plan, last.step)}.${undefinedScores ? dashes : ""}`,
        [
          { title: "class", header: true, cell: ({ label }) => label },
          { title: "precision", numeric: true, cell: ({ precision }) => scoreText(precision) },
          { title: "recall", numeric: true, cell: ({ recall }) => scoreText(recall) },
          { title: "f1", numeric: true, cell: ({ f1 }) => scoreText(f1) },
          ...(last.detail ? fromProbabilities<(typeof scores)[number]>() : []),
          { title: "support", numeric: true, key: ({ support }) => support, cell: ({ support }) => formatWhole(support) },
        ],
        scores,
        { sortable: true, total },
      ),
    );
  },
};

interface ProbabilityScores {
  averagePrecision: number;
  area: number;
}
const fromProbabilities = <Row extends ProbabilityScores>(): Column<Row>[] => [
  { title: "AP", numeric: true, cell: ({ averagePrecision }) => scoreText(averagePrecision) },
  { title: "AUC", numeric: true, cell: ({ area }) => scoreText(area) },
];

/** Of those that are defined; NaN where none is. */
export function meanOf(scores: readonly number[]): number {
  const defined = scores.filter(Number.isFinite);
  return sum(defined) / defined.length;
}

const scoreText = (score: number | null): string => (score === null || !Number.isFinite(score) ? "–" : formatDecimals(score, 3));
