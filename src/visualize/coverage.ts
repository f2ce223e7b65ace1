import type { Point } from "./font.ts";

/**
 * How much of each pixel polygons cover, `[height, width]`, 0 to 1. Each edge adds the area between it and the right end of its rows, with the sign of its
 * direction, so a sum along the row is the coverage (Raph Levien's font-rs).
 */
export function coverageOf(polygons: readonly (readonly Point[])[], width: number, height: number): Float64Array {
  const areas = new Float64Array(width * height + 1);
  for (const polygon of polygons)
    for (const [i, from] of polygon.entries()) addEdge(areas, width, height, from, polygon[(i + 1) % polygon.length]);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum += areas[y * width + x];
      areas[y * width + x] = Math.min(1, Math.abs(sum));
    }
  }
  return areas.subarray(0, width * height);
}

function addEdge(areas: Float64Array, width: number, height: number, from: Point, to: Point): void {
  if (from.y === to.y) return;
  const sign = from.y < to.y ? 1 : -1;
  const [top, bottom] = sign > 0 ? [from, to] : [to, from];
  const slope = (bottom.x - top.x) / (bottom.y - top.y);
  const last = Math.min(height, Math.ceil(bottom.y));
  for (let row = Math.max(0, Math.floor(top.y)); row < last; row++) {
    const [y0, y1] = [Math.max(row, top.y), Math.min(row + 1, bottom.y)];
    if (y1 <= y0) continue;
    const ends = [y0, y1].map(y => Math.max(0, Math.min(width, top.x + (y - top.y) * slope)));
    const [left, right] = [Math.min(...ends), Math.max(...ends)];
    const rise = sign * (y1 - y0);
    let before = 0;
    for (let x = Math.floor(left); x < width; x++) {
      const covered = shareRightOf(x + 1, left, right);
      areas[row * width + x] += rise * (covered - before);
      before = covered;
      if (x >= right) break;
    }
  }
}

/** The mean, over an edge that runs from `left` to `right`, of how much of the pixel that ends at `end` lies to the right of it. */
function shareRightOf(end: number, left: number, right: number): number {
  const until = (x: number): number => (x * x) / 2;
  // Of a part of the edge within the pixel, the distance to its end; of one before it, the whole pixel.
  const start = end - 1;
  if (right <= left) return Math.max(0, Math.min(1, end - left));
  const [a, b] = [Math.max(left, start), Math.min(right, end)];
  const within = b > a ? until(end - a) - until(end - b) : 0;
  const before = Math.max(0, Math.min(right, start) - left);
  return (within + before) / (right - left);
}
