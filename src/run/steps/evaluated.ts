import type { MetricSpec } from "../../language/program.ts";
import { confusionMatrix, metrics } from "../../metrics/index.ts";
import type { Predictions } from "../../metrics/metric.ts";
import type { Evaluation } from "../../train/trainer.ts";
import { writeEvaluation } from "../evaluation_files.ts";
import type { EvaluatedEvent, Prediction } from "../events.ts";
import { detailOf } from "./evaluation_detail.ts";

/** How many of the images that the model was most wrong about are kept for the report. */
export const worstKept = 12;

/** The name that a metric has in tables: `top_k_accuracy_3` carries its k, `f1_macro` an average that was asked for. */
export const metricLabel = ({ name, k, average, isDefaultAverage }: MetricSpec): string =>
  [name, k, isDefaultAverage ? undefined : average].filter(part => part !== undefined).join("_");

/** Each metric by its name, in the order of the program. */
export const metricValues = (evaluation: Predictions, specs: readonly MetricSpec[]): Record<string, number> =>
  Object.fromEntries(specs.map(spec => [metricLabel(spec), metrics[spec.name as keyof typeof metrics].compute(evaluation, spec)]));

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
  evaluation: Evaluation,
  values: Record<string, number>,
  classes: readonly string[],
  folder: string,
): Promise<EvaluatedEvent> {
  const { losses, labels, paths, probabilities } = evaluation;
  const row = (i: number) => probabilities.subarray(i * classes.length, (i + 1) * classes.length);
  const prediction = (i: number) => predictionOf(paths[i], row(i), classes, classes[labels[i]], losses[i]);
  const written = { images: paths.length, classes: classes.length, probabilities, predictionOf: prediction };
  const files = await writeEvaluation(folder, `step-${step + 1}`, written);
  const greatest = [...losses.keys()].sort((a, b) => losses[b] - losses[a]).slice(0, worstKept);
  return {
    event: "evaluated",
    step,
    loss: evaluation.loss,
    metrics: values,
    confusion: confusionMatrix(evaluation),
    worst: greatest.map(prediction),
    detail: { ...files, ...detailOf(evaluation, classes) },
  };
}
