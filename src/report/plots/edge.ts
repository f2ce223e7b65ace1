import type { PlotLibrary } from "./svg.ts";

/** Where a drawing ends, below points that lie far above all others: a single bad epoch would press the rest into a line. */
export interface Edge {
  at: number;
  /** Of what lies beyond, the greatest. */
  greatest: number;
}

/** Points are cut off where they lie above so many times what nearly all stay under. */
const factor = 4;
const nearlyAll = 0.97;
/** Room that the greatest of the others has below the edge. */
const margin = 1.05;

/** The edge of values that are not negative; `null` where all may be drawn. */
export function edgeOf(values: readonly number[]): Edge | null {
  const ascending = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, greatest] = [ascending[0] ?? 0, ascending.at(-1) ?? 0];
  const limit = factor * (ascending[Math.floor(nearlyAll * (ascending.length - 1))] ?? 0);
  if (least < 0 || limit === 0 || greatest <= limit) return null;
  return { at: margin * ascending.filter(value => value <= limit).at(-1)!, greatest };
}

/** A value as it is drawn: on the edge where it lies beyond. */
export const within = (edge: Edge | null, value: number): number => (edge && value > edge.at ? edge.at : value);

interface Beyond {
  step: number;
  value: number;
  color: string;
  title: string;
}

/** Marks of points beyond the edge: triangles that stand on it and point upwards. */
export const edgeMarks = (plot: PlotLibrary, edge: Edge | null, points: readonly Beyond[]) =>
  edge === null
    ? []
    : [
        plot.dot(
          points.filter(({ value }) => value > edge.at),
          {
            x: "step",
            y: edge.at,
            r: 5,
            symbol: "triangle",
            fill: { value: "color", scale: null },
            stroke: "var(--paper)",
            title: "title",
          },
        ),
      ];
