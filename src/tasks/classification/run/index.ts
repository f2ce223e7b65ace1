import { probabilitiesOf } from "../../../metrics/domain.ts";
import type { DataPlan } from "../../../plan/plan.ts";
import type { ExplainStep } from "../../../steps/explain/plan.ts";
import type { Explained, ExplainedImage, TaskRun } from "../../run/task_run.ts";
import type { ClassEvaluation } from "../index.ts";
import { predictedClasses, shareRight } from "../metrics/predicted.ts";
import type { Prediction } from "../prediction.ts";
import { evaluateOn } from "./evaluate_on.ts";
import { evaluatedEvent, predictionOf, worstFirst } from "./evaluated.ts";

export const classificationRun: TaskRun<ClassEvaluation> = {
  evaluated: ({ step, folder }, evaluation, metrics, { classes }) => evaluatedEvent(step, evaluation, metrics, classes, folder),
  evaluateOn,
  accuracy: shareRight,
  predicted: ({ path, logits }, domain, { classes }) => ({ ...predictionOf(path, probabilitiesOf(logits), classes, null), domain }),
  worst,
  explained,
};

/** Wrong ones come first. */
function worst(evaluation: ClassEvaluation, count: number): Map<string, number> {
  const { losses, labels, paths } = evaluation;
  const predicted = predictedClasses(evaluation);
  const all = paths.map((path, i) => ({ path, loss: losses[i], isWrong: predicted[i] !== labels[i] }));
  return new Map(
    worstFirst(all)
      .slice(0, count)
      .map(({ path, loss }) => [path, loss]),
  );
}

function explained(of: ExplainStep["of"], images: readonly ExplainedImage[], { classes, train, valid }: DataPlan): Explained[] {
  const labels = new Map([...train, ...valid].map(({ path, label }) => [path, label]));
  return images.map(({ path, fetched: { probabilities }, loss: known }) => {
    const label = labels.get(path);
    const loss = known ?? (label === undefined ? undefined : -Math.log(probabilities[label]));
    const prediction = predictionOf(path, probabilities, classes, label === undefined ? null : classes[label], loss);
    const target = classes.indexOf(askedOf(of, prediction));
    return { prediction, target, asked: { class: classes[target], probability: probabilities[target] } };
  });
}

const askedOf = (of: ExplainStep["of"], { actual, predicted }: Prediction): string =>
  of.kind === "class" ? of.name : of.kind === "actual" ? (actual ?? predicted) : predicted;
