import { edgeMarks, edgeOf, within } from "./edge.ts";
import { type Chart, drawPlot, lineLook } from "./svg.ts";
import { pointsOfLine, thin } from "./thin.ts";

export interface OverlaidLine {
  name: string;
  /** Its look among all: the same in every drawing of one page. */
  look: number;
  points: readonly (readonly [step: number, value: number])[];
}

/** One quantity of several runs over their steps. `dots` shows where points are: after each epoch. */
export function drawOverlay(label: string, quantity: string, lines: readonly OverlaidLine[], { dots }: { dots: boolean }): Promise<Chart> {
  const thinned = lines.map(line => ({
    ...line,
    points: thin(
      line.points,
      ([, value]) => value,
      pointsOfLine,
      ([step]) => step,
    ),
  }));
  const steps = lines.reduce((most, { points }) => Math.max(most, points.at(-1)?.[0] ?? 0), 1);
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  // Shares have bounds of their own.
  const edge = values.every(value => value <= 1) ? null : edgeOf(values);
  return drawPlot(label, plot => ({
    height: 260,
    x: { label: "step", domain: [0, steps] },
    y: edge ? { label: `${quantity} (▲ beyond the edge)`, grid: true, domain: [0, edge.at] } : { label: quantity, grid: true, nice: true },
    series: thinned.map(({ name, look, points }) => ({ name, color: lineLook(look).stroke, points })),
    marks: thinned.flatMap(({ name, look, points }) => {
      const { stroke } = lineLook(look);
      const drawn = points.map(([step, value]) => [step, within(edge, value)]);
      const beyond = points.map(([step, value]) => ({ step, value, color: stroke, title: `${name}: ${quantity} ${value.toFixed(4)}` }));
      return [
        plot.line(drawn, { strokeWidth: 2, ...lineLook(look) }),
        ...(dots ? [plot.dot(drawn, { r: 3, fill: stroke })] : []),
        ...edgeMarks(plot, edge, beyond),
      ];
    }),
  }));
}
