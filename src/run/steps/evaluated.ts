import type { MetricSpec } from "../../language/program.ts";
import { confusionMatrix, metrics } from "../../metrics/index.ts";
import type { Predictions } from "../../metrics/metric.ts";
import type { Evaluation } from "../../train/trainer.ts";
import type { Prediction, RunEvent } from "../events.ts";

/** How many of the images that the model was most wrong about are kept for the report. */
export const worstKept = 12;

/** The name that a metric has in tables: `top_k_accuracy` carries its k. */
export const metricLabel = ({ name, k }: MetricSpec): string => (k === undefined ? name : `${name}_${k}`);

/** Each metric by its name, in the order of the program. */
export const metricValues = (evaluation: Predictions, specs: readonly MetricSpec[]): Record<string, number> =>
  Object.fromEntries(specs.map(spec => [metricLabel(spec), metrics[spec.name as keyof typeof metrics].compute(evaluation, spec)]));

/** The likeliest classes of one row of probabilities. */
export function predictionOf(
  path: string,
  probabilities: Float32Array,
  classes: readonly string[],
  actual: string | null,
  loss?: number,
): Prediction {
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
  const top = order.slice(0, 5).map(c => ({ class: classes[c], probability: probabilities[c] }));
  return { path, actual, predicted: top[0].class, probability: top[0].probability, top, ...(loss === undefined ? {} : { loss }) };
}

export function evaluatedEvent(
  step: number,
  evaluation: Evaluation,
  values: Record<string, number>,
  classes: readonly string[],
): RunEvent & { event: "evaluated" } {
  const { losses, labels, paths, probabilities } = evaluation;
  const rows = [...losses.keys()].sort((a, b) => losses[b] - losses[a]).slice(0, worstKept);
  const row = (i: number) => probabilities.subarray(i * classes.length, (i + 1) * classes.length);
  return {
    event: "evaluated",
    step,
    loss: evaluation.loss,
    metrics: values,
    confusion: confusionMatrix(evaluation),
    worst: rows.map(i => predictionOf(paths[i], row(i), classes, classes[labels[i]], losses[i])),
  };
}
