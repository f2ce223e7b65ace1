import type { Predictions } from "./metric.ts";

/** The likeliest class of every image, `[n]`; of equals the first, as NumPy's argmax. */
export function predictedClasses({ probabilities, labels, classes }: Predictions): Uint32Array {
  const predicted = new Uint32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (probabilities[i * classes + c] > probabilities[i * classes + best]) best = c;
    predicted[i] = best;
  }
  return predicted;
}

/** Share of the images whose likeliest class is their label, in [0, 1]; NaN of no images. */
export function shareRight(predictions: Predictions): number {
  const right = predictedClasses(predictions).reduce((count, predicted, i) => count + Number(predicted === predictions.labels[i]), 0);
  return right / predictions.labels.length;
}
