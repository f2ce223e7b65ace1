import type { DrawnCurve, EvaluationDetail } from "../../../events/evaluated.ts";
import { thin } from "../../../report/plots/thin.ts";
import { calibration } from "../metrics/calibration.ts";
import { type ClassCurves, classCurves, type Point } from "../metrics/curves.ts";
import type { Predictions } from "../metrics/metric.ts";

/** Corners that a curve keeps: more are not to be told apart. */
const cornersKept = 200;
/** Classes that have a curve of their own beside the mean of all. */
const weakestShown = 4;
/** Places at which the mean of curves is taken. */
const meanPlaces = 101;

/** The curves of an evaluation and its calibration. */
export function detailOf(evaluation: Predictions, classes: readonly string[]): Omit<EvaluationDetail, "predictions" | "probabilities"> {
  const all = classCurves(evaluation);
  return {
    areas: all.map(({ area }) => area),
    averagePrecisions: all.map(({ averagePrecision }) => averagePrecision),
    curves: drawnCurves(all, classes),
    calibration: calibration(evaluation),
  };
}

/** Of two classes that of the second, as `roc_auc` takes it; of more their mean, and the classes of least average precision. */
function drawnCurves(all: readonly ClassCurves[], classes: readonly string[]): DrawnCurve[] {
  const of = (c: number): DrawnCurve => ({ class: classes[c], roc: kept(all[c].roc), precisionRecall: kept(all[c].precisionRecall) });
  if (all.length === 2) return [of(1)];
  const weakest = [...all.keys()]
    .filter(c => !Number.isNaN(all[c].averagePrecision))
    .sort((a, b) => all[a].averagePrecision - all[b].averagePrecision || a - b)
    .slice(0, weakestShown);
  return [
    {
      roc: meanOf(
        all.map(({ roc }) => roc),
        rocAt,
        true,
      ),
      precisionRecall: meanOf(
        all.map(({ precisionRecall }) => precisionRecall),
        precisionAt,
        false,
      ),
    },
    ...weakest.map(of),
  ];
}

const rounded = ([x, y]: Point): Point => [Number(x.toFixed(5)), Number(y.toFixed(5))];
const kept = (points?: Point[]): Point[] | undefined => points && thin(points, ([, y]) => y, cornersKept).map(rounded);

/** The mean of the curves that are defined, place by place (vertical averaging: Fawcett, "An introduction to ROC analysis", 2006). */
function meanOf(
  curves: (Point[] | undefined)[],
  at: (points: readonly Point[], x: number) => number,
  withOrigin: boolean,
): Point[] | undefined {
  const defined = curves.filter(points => points !== undefined);
  if (defined.length === 0) return undefined;
  const places = Array.from({ length: meanPlaces }, (_, i) => i / (meanPlaces - 1));
  const mean = places.map((x): Point => [x, defined.reduce((sum, points) => sum + at(points, x), 0) / defined.length]);
  return (withOrigin ? [[0, 0] as const, ...mean] : mean).map(rounded);
}

/** The highest true positive rate at a false positive rate. */
function rocAt(points: readonly Point[], x: number): number {
  const next = points.findIndex(([px]) => px > x);
  if (next === -1) return 1;
  const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
  return y0 + ((x - x0) * (y1 - y0)) / (x1 - x0);
}

/** The precision of the least recall that is not below. */
const precisionAt = (points: readonly Point[], recall: number): number => points.find(([x]) => x >= recall - 1e-9)![1];
