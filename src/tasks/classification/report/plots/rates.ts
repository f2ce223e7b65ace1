import { type Chart, drawPlot, lineLook, type Series } from "../../../../report/plots/svg.ts";
import type { Point } from "../../metrics/curves.ts";

/** A curve of rates, both of its axes from 0 to 1. */
export interface RateCurve {
  name: string;
  points: readonly Point[];
}

const square = { width: 420, height: 360, marginLeft: 50 };
const share = { domain: [0, 1] as [number, number], grid: true, ticks: 5 };

const seriesOf = (curves: readonly RateCurve[], curve: Series["curve"]): Series[] =>
  curves.map(({ name, points }, i) => ({ name, color: lineLook(i).stroke, points, curve }));

/** Of the images of a class, how many a threshold finds, against how many of the others it takes along. Chance is the diagonal. */
export const drawRoc = (label: string, curves: readonly RateCurve[]): Promise<Chart> =>
  drawPlot(label, plot => ({
    ...square,
    x: { label: "false positive rate", ...share },
    y: { label: "true positive rate", ...share },
    series: seriesOf(curves, "lines"),
    marks: [
      plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "currentColor", strokeOpacity: 0.4, strokeDasharray: "2 3" },
      ),
      ...curves.map(({ points }, i) => plot.line(points, { strokeWidth: 2, ...lineLook(i) })),
    ],
  }));

/** Of the images that a threshold takes for a class, how many are of it, against how many of its own it finds. */
export const drawPrecisionRecall = (label: string, curves: readonly RateCurve[]): Promise<Chart> =>
  drawPlot(label, plot => ({
    ...square,
    x: { label: "recall", ...share },
    y: { label: "precision", ...share },
    series: seriesOf(curves, "steps"),
    // Up to a recall there is the precision of that recall.
    marks: curves.map(({ points }, i) => plot.line(withStart(points), { curve: "step-before", strokeWidth: 2, ...lineLook(i) })),
  }));

const withStart = (points: readonly Point[]): readonly Point[] => (points.length > 0 ? [[0, points[0][1]], ...points] : points);
