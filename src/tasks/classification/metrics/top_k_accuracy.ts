import type { MetricSpec } from "../../../metrics/spec.ts";
import type { ClassMetric, Predictions } from "./metric.ts";

export const topKAccuracy: ClassMetric = {
  doc: "Share of the images whose label is among the k likeliest classes (scikit-learn's `top_k_accuracy_score`); of equals, the first class comes first.",
  ascending: true,
  compute(predictions, spec) {
    const k = kOf(spec);
    const { labels } = predictions;
    let right = 0;
    for (let i = 0; i < labels.length; i++) if (likelier(predictions, i) < k) right++;
    return right / labels.length;
  },
  problem(classes, spec) {
    const k = kOf(spec);
    if (k < classes) return null;
    const wayOut = classes > 2 ? `write \`top_k_accuracy ${classes - 1}\` or less` : "write `accuracy`";
    return `\`top_k_accuracy ${k}\` is always 1 where there are ${classes} classes: ${wayOut}`;
  },
};

function kOf({ name, k }: MetricSpec): number {
  if (k === undefined) throw new Error(`${name}: the program gives no k`);
  return k;
}

/** How many classes come before the label of image `i`. */
function likelier({ probabilities, labels, classes }: Predictions, i: number): number {
  const label = labels[i];
  const own = probabilities[i * classes + label];
  let count = 0;
  for (let c = 0; c < classes; c++) {
    const other = probabilities[i * classes + c];
    if (other > own || (other === own && c < label)) count++;
  }
  return count;
}
