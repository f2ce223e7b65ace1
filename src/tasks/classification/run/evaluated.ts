import type { EvaluatedEvent, LossSpread } from "../../../events/evaluated.ts";
import { writeEvaluation } from "../../../run_folder/evaluation_files.ts";
import type { ClassEvaluation } from "../index.ts";
import { confusionMatrix } from "../metrics/index.ts";
import type { Prediction } from "../prediction.ts";
import { detailOf } from "./evaluation_detail.ts";

/** How many of the images that the model was most wrong about are kept for the report. */
export const worstKept = 12;

/** The first of equals first, as NumPy's argmax takes them. */
function likeliest(probabilities: Float32Array, count: number): number[] {
  const found: number[] = [];
  for (let c = 0; c < probabilities.length; c++) {
    const place = found.findIndex(other => probabilities[c] > probabilities[other]);
    if (place === -1 && found.length === count) continue;
    found.splice(place === -1 ? found.length : place, 0, c);
    if (found.length > count) found.pop();
  }
  return found;
}

/** The likeliest classes of one row of probabilities. */
export function predictionOf(
  path: string,
  probabilities: Float32Array,
  classes: readonly string[],
  actual: string | null,
  loss?: number,
): Prediction {
  const top = likeliest(probabilities, 5).map(c => ({ class: classes[c], probability: probabilities[c] }));
  return { path, actual, predicted: top[0].class, probability: top[0].probability, top, ...(loss === undefined ? {} : { loss }) };
}

/**
 * What an evaluation found; what it said of every image goes into the run folder. `step` is its place in the plan. Throws a `Failure` of fault
 * `machine` where that cannot be written.
 */
export async function evaluatedEvent(
  step: number,
  evaluation: ClassEvaluation,
  values: Record<string, number>,
  classes: readonly string[],
  folder: string,
): Promise<EvaluatedEvent> {
  const { losses, labels, paths, probabilities } = evaluation;
  const row = (i: number) => probabilities.subarray(i * classes.length, (i + 1) * classes.length);
  const prediction = (i: number) => predictionOf(paths[i], row(i), classes, classes[labels[i]], losses[i]);
  const written = { images: paths.length, outputs: classes.length, probabilities, predictionOf: prediction };
  const files = await writeEvaluation(folder, `step-${step + 1}`, written);
  const all = Array.from(paths, (_, i) => i).map(i => ({ i, loss: losses[i], isWrong: prediction(i).predicted !== classes[labels[i]] }));
  const greatest = worstFirst(all).slice(0, worstKept);
  const spread = spreadOf(losses);
  return {
    event: "evaluated",
    step,
    loss: evaluation.loss,
    metrics: values,
    confusion: confusionMatrix(evaluation),
    worst: greatest.map(({ i }) => prediction(i)),
    ...(spread && { losses: spread }),
    detail: { ...files, ...detailOf(evaluation, classes) },
  };
}

/** Images that the model was wrong about, greatest loss first; then the others, in the same order. A loss that is not a number is as great as can be. */
export const worstFirst = <T extends { loss: number; isWrong: boolean }>(images: readonly T[]): T[] => {
  const greatness = ({ loss }: T) => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);
  const difference = (a: number, b: number) => (a === b ? 0 : b - a);
  return images.toSorted((a, b) => Number(b.isWrong) - Number(a.isWrong) || difference(greatness(a), greatness(b)));
};

/** Null of no losses, and where one is not finite. */
function spreadOf(losses: Float32Array): LossSpread | null {
  if (losses.length === 0 || !losses.every(Number.isFinite)) return null;
  const sorted = Float64Array.from(losses).sort().reverse();
  const total = sorted.reduce((sum, loss) => sum + loss, 0);
  const middle = (sorted.length - 1) / 2;
  let [half, part] = [0, 0];
  while (part < total / 2) part += sorted[half++];
  return { mean: total / sorted.length, median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2, half };
}
