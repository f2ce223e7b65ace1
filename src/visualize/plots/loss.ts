import { drawPlot, lineLook, type PhaseStart, phaseMarks } from "./svg.ts";
import { thin } from "./thin.ts";

/** Losses over the steps of a run, counted from 1 through all its phases. */
export interface LossCurves {
  training: { step: number; phase: number; loss: number; smoothLoss: number }[];
  /** After each epoch, at its last step. */
  validation: { step: number; loss: number; epoch: string }[];
  phases: PhaseStart[];
}

/** Above so many steps the losses of single steps are a line, not points to point at. */
const pointsShown = 250;

/** The training loss of each step and its exponential average, and the validation loss after each epoch, as SVG. */
export function drawLoss({ training, validation, phases }: LossCurves): Promise<string> {
  const raw = thin(training, point => point.loss);
  const smooth = thin(training, point => point.smoothLoss);
  const last = validation.at(-1);
  const label = `Training loss over ${training.length} steps${last ? `; validation loss ${last.loss.toFixed(4)} at the end` : ""}`;
  return drawPlot(label, plot => ({
    marginTop: 40,
    x: { label: "step", domain: [0, training.length] },
    y: { label: "loss", grid: true, zero: true, nice: true },
    marks: [
      plot.line(raw, { x: "step", y: "loss", z: "phase", stroke: "currentColor", strokeOpacity: 0.35, strokeWidth: 1 }),
      ...(raw.length <= pointsShown
        ? [
            plot.dot(raw, {
              x: "step",
              y: "loss",
              r: 2.5,
              fill: "currentColor",
              fillOpacity: 0.35,
              title: (p: LossCurves["training"][number]) =>
                `step ${p.step}: loss ${p.loss.toFixed(4)}, averaged ${p.smoothLoss.toFixed(4)}`,
            }),
          ]
        : []),
      plot.line(smooth, { x: "step", y: "smoothLoss", z: "phase", strokeWidth: 2, ...lineLook(0) }),
      plot.dot(validation, {
        x: "step",
        y: "loss",
        r: 5,
        symbol: "diamond",
        fill: "var(--series-2)",
        stroke: "var(--paper)",
        title: (p: LossCurves["validation"][number]) => `${p.epoch}: validation loss ${p.loss.toFixed(4)}`,
      }),
      ...phaseMarks(plot, phases, training.length),
    ],
  }));
}
