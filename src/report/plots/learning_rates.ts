import { type Chart, drawPlot, lineLook, type PhaseStart, phaseMarks } from "./svg.ts";
import { pointsOfLine, thin } from "./thin.ts";

/** Learning rates over the steps of a run, counted from 1 through all its phases. Groups that share their rates are one line. */
export interface LearningRateCurves {
  lines: { name: string; points: { step: number; phase: number; rate: number }[] }[];
  phases: PhaseStart[];
}

/** One-cycle ends 5 decades below its top, which would leave no room for the rest: rates this far below the greatest are cut off. */
const shownBelow = 1e4;

/** The lowest rate that is drawn. */
export function lowestShown({ lines }: LearningRateCurves): number {
  const rates = lines.flatMap(({ points }) => points.map(({ rate }) => rate)).filter(rate => rate > 0);
  return Math.max(least(rates), Number((greatest(rates) / shownBelow).toPrecision(1)));
}

/** The learning rate of every parameter group at every step, on a logarithmic axis. */
export function drawLearningRates(curves: LearningRateCurves): Promise<Chart> {
  const { lines, phases } = curves;
  const lowest = lowestShown(curves);
  const steps = greatest(lines.flatMap(({ points }) => points.map(({ step }) => step)));
  const top = greatest(lines.flatMap(({ points }) => points.map(({ rate }) => rate)));
  const domain: [number, number] = [lowest / 1.3, top * 1.3];
  const thinned = lines.map(({ name, points }) => ({
    name,
    points: thin(
      points,
      ({ rate }) => rate,
      pointsOfLine,
      ({ step }) => step,
    ),
  }));
  return drawPlot(`Learning rates over ${steps} steps of ${lines.map(({ name }) => name).join("; ")}`, plot => ({
    marginTop: 40,
    height: 240,
    x: { label: "step", domain: [0, steps] },
    y: { label: "learning rate", type: "log", grid: true, domain, ticks: decades(domain), tickFormat: ".0e" },
    phases,
    series: thinned.map(({ name, points }, i) => ({
      name,
      color: lineLook(i).stroke,
      points: points.map(({ step, rate }) => [step, rate] as const),
    })),
    marks: [
      ...thinned.map(({ points }, i) =>
        plot.line(points, {
          x: "step",
          y: ({ rate }: { rate: number }) => (rate < lowest ? Number.NaN : rate),
          z: "phase",
          strokeWidth: 2,
          ...lineLook(i),
        }),
      ),
      ...phaseMarks(plot, phases, steps),
    ],
  }));
}

/** The powers of ten of a domain; its ends where it has none. */
function decades([from, to]: [number, number]): number[] {
  const first = Math.ceil(Math.log10(from));
  const powers = Array.from({ length: Math.max(0, Math.floor(Math.log10(to)) - first + 1) }, (_, i) => 10 ** (first + i));
  return powers.length > 0 ? powers : [from, to];
}

const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const greatest = (values: number[]): number => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
