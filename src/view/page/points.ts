import type { ChartData } from "../../report/chart.ts";
import type { Pair } from "./scale.ts";

type Series = ChartData["series"][number];
type Points = Series["points"];

/** What a series has at a place: of a curve the value there, else the nearest of its points that belong to the place; null for none. */
export function pointAt({ points, curve }: Series, at: number, isNear: (x: number) => boolean): Pair | null {
  if (curve) {
    const y = heightOf[curve](points, at);
    return y === null ? null : [at, y];
  }
  return points
    .filter(([x, y]) => y !== null && isNear(x))
    .reduce<Pair | null>((best, point) => (best && Math.abs(best[0] - at) < Math.abs(point[0] - at) ? best : point), null);
}

const heightOf: Record<NonNullable<Series["curve"]>, (points: Points, at: number) => number | null> = {
  // Up to a point there is its value.
  steps: (points, at) => points.find(([x]) => x >= at)?.[1] ?? null,
  lines(points, at) {
    const last = points.findLastIndex(([x]) => x <= at);
    if (last === -1) return null;
    const [[x0, y0], [x1, y1]] = [points[last], points[last + 1] ?? points[last]];
    return x1 === x0 ? y0 : y0 + ((at - x0) * (y1 - y0)) / (x1 - x0);
  },
};
