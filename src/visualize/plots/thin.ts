/**
 * At most `most` of the points of a line, in order: the first and the last, and of equal stretches between them the lowest and the
 * highest, so that no peak is lost.
 */
export function thin<P>(points: readonly P[], value: (point: P) => number, most = 1000): P[] {
  if (points.length <= most) return [...points];
  const inner = points.slice(1, -1);
  const stretches = Math.floor((most - 2) / 2);
  const kept = Array.from({ length: stretches }, (_, i) => {
    const from = Math.floor((i * inner.length) / stretches);
    const to = Math.floor(((i + 1) * inner.length) / stretches);
    let [lowest, highest] = [from, from];
    for (let j = from; j < to; j++) {
      if (value(inner[j]) < value(inner[lowest])) lowest = j;
      if (value(inner[j]) > value(inner[highest])) highest = j;
    }
    return [...new Set([Math.min(lowest, highest), Math.max(lowest, highest)])].map(j => inner[j]);
  });
  return [points[0], ...kept.flat(), points[points.length - 1]];
}
