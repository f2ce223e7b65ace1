import { formatDecimals } from "../../../../common/rounding.ts";
import { plural } from "../../../../common/units.ts";
import { type Chart, drawPlot } from "../../../../report/plots/svg.ts";
import type { CalibrationBin } from "../../metrics/calibration.ts";

const share = { domain: [0, 1] as [number, number], ticks: 5 };
const size = { width: 420, marginLeft: 50 };

/** How often the model is right against how sure it is; on the diagonal both are the same (a reliability diagram). */
export const drawReliability = (label: string, bins: readonly CalibrationBin[]): Promise<Chart> => {
  const filled = bins.filter(({ images }) => images > 0);
  return drawPlot(label, plot => ({
    ...size,
    height: 360,
    x: { label: "probability of the likeliest class", ...share, grid: false },
    y: { label: "share that is right", ...share, grid: true },
    marks: [
      plot.rectY(filled, {
        x1: "from",
        x2: "to",
        y1: 0,
        y2: "accuracy",
        insetLeft: 1,
        insetRight: 1,
        fill: "var(--series-1)",
        fillOpacity: 0.55,
        title: titleOf,
      }),
      plot.link(filled, {
        x1: "confidence",
        x2: "confidence",
        y1: "confidence",
        y2: "accuracy",
        stroke: "var(--series-2)",
        strokeWidth: 2,
      }),
      plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "currentColor", strokeOpacity: 0.6, strokeDasharray: "2 3" },
      ),
      plot.dot(filled, { x: "confidence", y: "accuracy", r: 3.5, fill: "var(--series-2)", stroke: "var(--paper)" }),
    ],
  }));
};

/** How many images have which probability. */
export const drawConfidences = (label: string, bins: readonly CalibrationBin[]): Promise<Chart> =>
  drawPlot(label, plot => ({
    ...size,
    height: 360,
    x: { label: "probability of the likeliest class", ...share, grid: false },
    y: { label: "images", grid: true, nice: true, zero: true },
    marks: [
      plot.rectY(bins, {
        x1: "from",
        x2: "to",
        y1: 0,
        y2: "images",
        insetLeft: 1,
        insetRight: 1,
        fill: "var(--series-1)",
        fillOpacity: 0.55,
        title: titleOf,
      }),
    ],
  }));

const titleOf = ({ from, to, images, confidence, accuracy }: CalibrationBin): string =>
  `${from.toFixed(2)} to ${to.toFixed(2)}: ${plural(images, "image")}${images > 0 ? `, on average ${formatDecimals(confidence, 3)} sure, ${formatDecimals(accuracy, 3)} right` : ""}`;
