import type { Predictions } from "./metric.ts";
import { predictedClasses } from "./predicted.ts";

/** Images whose likeliest class was given a probability in one range. */
export interface CalibrationBin {
  from: number;
  to: number;
  images: number;
  /** Mean probability of the likeliest class; NaN of no images. */
  confidence: number;
  /** Share of the images that are of it. */
  accuracy: number;
}

export interface Calibration {
  bins: CalibrationBin[];
  /** The expected calibration error: mean distance of confidence and accuracy over the images, in [0, 1]; NaN where a probability is not a number, and of no images. */
  error: number;
}

/**
 * How far the probabilities of a model can be taken at their word: the reliability diagram and the expected calibration error of Guo, Pleiss,
 * Sun and Weinberger ("On Calibration of Modern Neural Networks", 2017), in 15 bins of equal width, each with its upper end.
 */
export function calibration(predictions: Predictions, count = 15): Calibration {
  const { probabilities, labels, classes } = predictions;
  const sums = Array.from({ length: count }, () => ({ images: 0, confidence: 0, right: 0 }));
  let isDefined = true;
  for (const [i, predicted] of predictedClasses(predictions).entries()) {
    const probability = probabilities[i * classes + predicted];
    if (!Number.isFinite(probability)) isDefined = false;
    // Rounding leaves some probabilities a little above 1.
    const bin = Math.min(count - 1, Math.max(0, Math.ceil(probability * count) - 1)) || 0;
    sums[bin].images++;
    sums[bin].confidence += probability;
    sums[bin].right += Number(predicted === labels[i]);
  }
  const gaps = sums.map(({ confidence, right }) => Math.abs(confidence - right));
  return {
    bins: sums.map(({ images, confidence, right }, i) => ({
      from: i / count,
      to: (i + 1) / count,
      images,
      confidence: confidence / images,
      accuracy: right / images,
    })),
    error: isDefined && labels.length > 0 ? gaps.reduce((sum, gap) => sum + gap, 0) / labels.length : Number.NaN,
  };
}
