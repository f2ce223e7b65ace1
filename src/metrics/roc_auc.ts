import type { Metric, Predictions } from "./metric.ts";

export const rocAuc: Metric = {
  doc: 'Chance that an image of a class is given a higher probability of it than an image of another; of two classes, by the probability of the second, else the plain mean of each class against the rest (scikit-learn\'s `roc_auc_score`, `multi_class="ovr"`, `average="macro"`). Not a number where a class has no image.',
  ascending: true,
  compute(predictions) {
    if (predictions.classes === 2) return areaOf(predictions, 1);
    let sum = 0;
    for (let c = 0; c < predictions.classes; c++) sum += areaOf(predictions, c);
    return sum / predictions.classes;
  },
};

/**
 * Area under the curve of one class against the rest, from the ranks of its probabilities (Mann and Whitney, 1947), equals sharing their
 * mean rank. NaN where all images are of the class or none is, and where a probability is NaN.
 */
function areaOf({ probabilities, labels, classes }: Predictions, c: number): number {
  const n = labels.length;
  const scores = Float32Array.from({ length: n }, (_, i) => probabilities[i * classes + c]);
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  if (scores.some(Number.isNaN)) return Number.NaN;
  let positives = 0;
  let rankSum = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    while (end < n && scores[order[end]] === scores[order[start]]) end++;
    const meanRank = (start + 1 + end) / 2;
    for (let r = start; r < end; r++) {
      if (labels[order[r]] !== c) continue;
      positives++;
      rankSum += meanRank;
    }
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (n - positives));
}
