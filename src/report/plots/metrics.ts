import { type Chart, drawPlot, lineLook } from "./svg.ts";

export interface MetricLine {
  name: string;
  /** After each epoch, at its last step. */
  points: { step: number; value: number; epoch: string }[];
}

/** Metrics after each epoch, over the steps of a run. */
export const drawMetrics = (label: string, lines: readonly MetricLine[], steps: number): Promise<Chart> =>
  drawPlot(label, plot => ({
    height: 240,
    x: { label: "step", domain: [0, steps] },
    y: { label: lines.length === 1 ? lines[0].name : "metric", grid: true, nice: true },
    series: lines.map(({ name, points }, i) => ({
      name,
      color: lineLook(i).stroke,
      points: points.map(({ step, value }) => [step, value] as const),
    })),
    marks: lines.flatMap(({ name, points }, i) => [
      plot.line(points, { x: "step", y: "value", strokeWidth: 2, ...lineLook(i) }),
      plot.dot(points, {
        x: "step",
        y: "value",
        r: 3,
        fill: lineLook(i).stroke,
        title: ({ epoch, value }: MetricLine["points"][number]) => `${epoch}: ${name} ${value.toFixed(4)}`,
      }),
    ]),
  }));
