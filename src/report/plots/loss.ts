import { type Edge, edgeMarks, edgeOf, within } from "./edge.ts";
import { type Chart, drawPlot, lineLook, type PhaseStart, phaseMarks } from "./svg.ts";
import { pointsOfLine, thin } from "./thin.ts";

/** Losses over the steps of a run, counted from 1 through all its phases. */
export interface LossCurves {
  training: { step: number; phase: number; loss: number; smoothLoss: number }[];
  /** After each epoch, at its last step. */
  validation: { step: number; loss: number; epoch: string }[];
  phases: PhaseStart[];
}

/** Above so many steps the losses of single steps are a line, not points to point at. */
const pointsShown = 250;

/** Where the drawing is cut off; `null` where it is whole. */
export const lossEdge = ({ training, validation }: LossCurves): Edge | null =>
  edgeOf([...training.flatMap(({ loss, smoothLoss }) => [loss, smoothLoss]), ...validation.map(({ loss }) => loss)]);

/** The training loss of each step and its exponential average, and the validation loss after each epoch. */
export function drawLoss(curves: LossCurves): Promise<Chart> {
  const { training, validation, phases } = curves;
  const stepOf = (point: { step: number }): number => point.step;
  const raw = thin(training, point => point.loss, pointsOfLine, stepOf);
  const smooth = thin(training, point => point.smoothLoss, pointsOfLine, stepOf);
  const last = validation.at(-1);
  const steps = training.at(-1)?.step ?? 0;
  const label = `Training loss over ${steps} steps${last ? `; validation loss ${last.loss.toFixed(4)} at the end` : ""}`;
  const edge = lossEdge(curves);
  const loss = (point: { loss: number }): number => within(edge, point.loss);
  const trainingTitle = (p: LossCurves["training"][number]) =>
    `step ${p.step}: loss ${p.loss.toFixed(4)}, averaged ${p.smoothLoss.toFixed(4)}`;
  const validationTitle = (p: LossCurves["validation"][number]) => `${p.epoch}: validation loss ${p.loss.toFixed(4)}`;
  const isSeen = (point: { loss: number }): boolean => edge === null || point.loss <= edge.at;
  return drawPlot(label, plot => ({
    marginTop: 40,
    x: { label: "step", domain: [0, steps] },
    y: edge ? { label: "loss", grid: true, domain: [0, edge.at] } : { label: "loss", grid: true, zero: true, nice: true },
    phases,
    series: [
      { name: "training loss", color: "currentColor", points: raw.map(({ step, loss }) => [step, loss] as const) },
      { name: "averaged", color: lineLook(0).stroke, points: smooth.map(({ step, smoothLoss }) => [step, smoothLoss] as const) },
      { name: "validation loss", color: "var(--series-2)", points: validation.map(({ step, loss }) => [step, loss] as const) },
    ],
    marks: [
      plot.line(raw, { x: "step", y: loss, z: "phase", stroke: "currentColor", strokeOpacity: 0.35, strokeWidth: 1 }),
      ...(raw.length <= pointsShown
        ? [
            plot.dot(raw.filter(isSeen), {
              x: "step",
              y: "loss",
              r: 2.5,
              fill: "currentColor",
              fillOpacity: 0.35,
              title: trainingTitle,
            }),
          ]
        : []),
      plot.line(validation, { x: "step", y: loss, stroke: "var(--series-2)", strokeOpacity: 0.5, strokeWidth: 1 }),
      plot.line(smooth, {
        x: "step",
        y: (p: LossCurves["training"][number]) => within(edge, p.smoothLoss),
        z: "phase",
        strokeWidth: 2,
        ...lineLook(0),
      }),
      plot.dot(validation.filter(isSeen), {
        x: "step",
        y: "loss",
        r: 5,
        symbol: "diamond",
        fill: "var(--series-2)",
        stroke: "var(--paper)",
        title: validationTitle,
      }),
      ...edgeMarks(plot, edge, [
        ...raw.map(p => ({ step: p.step, value: p.loss, color: "currentColor", title: trainingTitle(p) })),
        ...validation.map(p => ({ step: p.step, value: p.loss, color: "var(--series-2)", title: validationTitle(p) })),
      ]),
      ...phaseMarks(plot, phases, steps),
    ],
  }));
}
