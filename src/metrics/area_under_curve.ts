/**
 * Chance that one of `above` is greater than one of `below`, equals counting half: the area under the ROC curve, from ranks (Mann and
 * Whitney, 1947). NaN where either is empty or holds a NaN.
 */
export function areaUnderCurve(below: Float64Array, above: Float64Array): number {
  const all = Float64Array.of(...below, ...above);
  if (all.some(Number.isNaN)) return Number.NaN;
  const order = Uint32Array.from(all.keys()).sort((a, b) => all[a] - all[b]);
  let rankSum = 0;
  for (let start = 0, end = 0; start < all.length; start = end) {
    while (end < all.length && all[order[end]] === all[order[start]]) end++;
    const meanRank = (start + 1 + end) / 2;
    for (let r = start; r < end; r++) if (order[r] >= below.length) rankSum += meanRank;
  }
  return (rankSum - (above.length * (above.length + 1)) / 2) / (above.length * below.length);
}
