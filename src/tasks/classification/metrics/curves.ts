import type { Predictions } from "./metric.ts";

/** A corner of a curve. */
export type Point = readonly [x: number, y: number];

/** What the probability of one class says of which images are of it, against all others, at every threshold. */
export interface ClassCurves {
  /** False positive rate, true positive rate, from (0, 0) to (1, 1): scikit-learn's `roc_curve`. Absent where all images are of the class, or none is. */
  roc?: Point[];
  /** Area under `roc`: `roc_auc_score`; NaN where there is none. */
  area: number;
  /**
   * Recall, precision, as recall grows: of `precision_recall_curve` the thresholds at which recall changes, so a step back from each point to the
   * recall of the one before it. Absent where no image is of the class.
   */
  precisionRecall?: Point[];
  /** Area under those steps: `average_precision_score`. */
  averagePrecision: number;
}

/** The curves of each class. Their corners lie at the probabilities of its own images, so others are only counted between these: n·classes·log(n/classes). */
export function classCurves({ probabilities, labels, classes }: Predictions): ClassCurves[] {
  const own = ownScores(probabilities, labels, classes);
  // Of the other images, how many reach the first k of its own, and how many are even with the k-th from below.
  const reaching = own.map(scores => new Uint32Array(scores.length + 1));
  const even = own.map(scores => new Uint32Array(scores.length + 1));
  // Most images are far from most classes: those that reach none of its own need not be placed among them.
  const least = Float32Array.from(own, scores => scores[0] ?? Number.POSITIVE_INFINITY);
  for (let i = 0; i < labels.length; i++) {
    for (let c = 0; c < classes; c++) {
      const score = probabilities[i * classes + c];
      if (score < least[c] || c === labels[i]) continue;
      const reached = countUpTo(own[c], score);
      reaching[c][reached]++;
      if (reached > 0 && own[c][reached - 1] === score) even[c][reached]++;
    }
  }
  const isDefined = probabilities.every(Number.isFinite);
  return own.map((scores, c) => (isDefined ? curvesOf(scores, reaching[c], even[c], labels.length) : undefinedCurves));
}

const undefinedCurves: ClassCurves = { area: Number.NaN, averagePrecision: Number.NaN };

/** Of each class, the probabilities that its own images were given of it, least first. */
function ownScores(probabilities: Float32Array, labels: Float32Array, classes: number): Float32Array[] {
  const own = Array.from({ length: classes }, (): number[] => []);
  for (let i = 0; i < labels.length; i++) own[labels[i]].push(probabilities[i * classes + labels[i]]);
  return own.map(scores => Float32Array.from(scores).sort());
}

/** How many of `sorted` are not above `score`. */
function countUpTo(sorted: Float32Array, score: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= score) low = middle + 1;
    else high = middle;
  }
  return low;
}

function curvesOf(scores: Float32Array, reaching: Uint32Array, even: Uint32Array, images: number): ClassCurves {
  const positives = scores.length;
  const negatives = images - positives;
  if (positives === 0) return undefinedCurves;
  const roc: Point[] = [[0, 0]];
  const precisionRecall: Point[] = [];
  let [found, wrong, area, averagePrecision] = [0, 0, 0, 0];
  /** Down the thresholds, equals in one step. */
  for (let end = positives, start = end; end > 0; end = start) {
    while (start > 0 && scores[start - 1] === scores[end - 1]) start--;
    let [above, ties] = [0, 0];
    for (let k = start + 1; k <= end; k++) {
      above += reaching[k] - even[k];
      ties += even[k];
    }
    const before = found;
    wrong += above;
    roc.push([wrong, found]);
    area += above * before;
    found += end - start;
    wrong += ties;
    roc.push([wrong, found]);
    area += (ties * (before + found)) / 2;
    const precision = found / (found + wrong);
    precisionRecall.push([found / positives, precision]);
    averagePrecision += (found - before) * precision;
  }
  area += (negatives - wrong) * positives;
  roc.push([negatives, positives]);
  return {
    ...(negatives > 0 && { roc: withoutRepeats(roc).map(([x, y]) => [x / negatives, y / positives]) }),
    area: area / (positives * negatives),
    precisionRecall,
    // Divided once, at the end: the score of a perfect class is then exactly 1.
    averagePrecision: averagePrecision / positives,
  };
}

const withoutRepeats = (points: Point[]): Point[] =>
  points.filter(([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1]);
