/** Points that a drawn line has at most. */
export const pointsOfLine = 1000;

/**
 * At most `most` of the points of a line, in order: the first and the last, and of equal stretches between them the lowest and the
 * highest, so that no peak is lost. Stretches are equal by where the points are, `place`, which does not fall; by default by their number. What was
 * thinned before is then thinned evenly with what has come since.
 */
export function thin<P>(
  points: readonly P[],
  value: (point: P) => number,
  most = pointsOfLine,
  place: (point: P, i: number) => number = (_, i) => i,
): P[] {
  if (points.length <= most) return [...points];
  const last = points.length - 1;
  const stretches = Math.floor((most - 2) / 2);
  const [from, to] = [place(points[0], 0), place(points[last], last)];
  const stretchOf = (i: number): number =>
    Math.min(stretches - 1, Math.floor(((place(points[i], i) - from) / (to - from || 1)) * stretches));
  const kept = [0];
  for (let start = 1, end = 1; start < last; start = end) {
    let [lowest, highest] = [start, start];
    for (; end < last && stretchOf(end) === stretchOf(start); end++) {
      if (value(points[end]) < value(points[lowest])) lowest = end;
      if (value(points[end]) > value(points[highest])) highest = end;
    }
    kept.push(...new Set([Math.min(lowest, highest), Math.max(lowest, highest)]));
  }
  return [...kept, last].map(i => points[i]);
}
