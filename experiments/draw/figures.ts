import { ellipse, length } from "./outlines.ts";

export type Point = readonly [number, number];

/** Signed distance from a triangle with a tip `round` wide, whichever way its corners turn. */
export function triangle(corners: readonly [Point, Point, Point], round: number): (x: number, y: number) => number {
  const [a, b, c] = corners;
  const turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0 ? 1 : -1;
  const sides = [
    [a, b],
    [b, c],
    [c, a],
  ].map(([p, q]) => {
    const long = length(q[0] - p[0], q[1] - p[1]);
    return { p, nx: (turn * (q[1] - p[1])) / long, ny: (-turn * (q[0] - p[0])) / long };
  });
  return (x, y) => {
    // Length of the parts outside, so that corners come out round.
    const [d, e, f] = sides.map(({ p, nx, ny }) => (x - p[0]) * nx + (y - p[1]) * ny + round);
    const outside = Math.sqrt(Math.max(d, 0) * Math.max(d, 0) + Math.max(e, 0) * Math.max(e, 0) + Math.max(f, 0) * Math.max(f, 0));
    return (outside > 0 ? outside : Math.max(d, e, f)) - round;
  };
}

/** A line of round ends, `from` wide at its first end and `to` at its last. */
export function limb([ax, ay]: Point, [bx, by]: Point, from: number, to = from): (x: number, y: number) => number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  return (x, y) => {
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
    return length(x - ax - t * dx, y - ay - t * dy) - (from + (to - from) * t);
  };
}

/** The smaller of two distances, with the corner between them filled (Quilez's polynomial smooth minimum). */
export function join(a: number, b: number, fill: number): number {
  const h = Math.max(fill - Math.abs(a - b), 0) / fill;
  return Math.min(a, b) - (h * h * fill) / 4;
}

/** An ellipse about a center, turned by `tilt` radians. */
export function oval([cx, cy]: Point, a: number, b: number, tilt = 0): (x: number, y: number) => number {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  return (x, y) => ellipse((x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin, a, b);
}

export const middle = (...points: Point[]): Point => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];
/** Radius about `at` that holds all points. */
export const reachOf = (at: Point, ...points: Point[]): number => Math.max(...points.map(([x, y]) => length(x - at[0], y - at[1])));
