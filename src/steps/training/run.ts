import { join } from "node:path";
import { writeAtomic } from "../../common/files.ts";
import { metricLabel, metricValues } from "../../metrics/values.ts";
import { Diverged, divergedFailure } from "../../run/diverged.ts";
import type { RunContext, StepRunner } from "../../run/steps/step.ts";
import { validating } from "../../run/steps/validating.ts";
import { taskRunOf } from "../../tasks/run/index.ts";
import { epochsOf, isTrainStep, type TrainStep } from "../../train/phase.ts";
import { drawTrainingBatch } from "../../visualize/training_batch.ts";
import { recipes } from "../recipes.ts";

/** `fine_tune`, `fit` and `fit_one_cycle` differ only in the phases that the plan gives them. */
export const train: StepRunner<TrainStep> = async (context, step, index) => {
  try {
    await trainPhases(context, step, index);
  } catch (error) {
    throw error instanceof Diverged ? await divergedFailure(context, step, index, error) : error;
  }
};

const trainPhases: StepRunner<TrainStep> = async (context, step, index) => {
  const { plan, task, folder, trainer, emit, checkpoints, resumeFrom, showTraining } = context;
  if (!resumeFrom) {
    await showFirstBatch(context, index);
    await showTraining(0);
  }
  for (const [p, phase] of step.phases.entries()) {
    if (resumeFrom && p < resumeFrom.phase) continue;
    const isResumed = p === resumeFrom?.phase;
    const place = { step: index, phase: p };
    if (!isResumed) {
      emit({ event: "phase", ...place, name: phase.name, epochs: phase.epochs, stepsPerEpoch: phase.stepsPerEpoch });
      if (recipes[step.kind].resetsOptimizer) trainer.clearOptimizer();
    }
    const epochs = trainer.train(
      phase,
      step,
      {
        onStep(report, paths) {
          emit({ event: "batch", ...place, training: true, ...report });
          if (!Number.isFinite(report.loss)) throw new Diverged(p, report, paths);
          checkpoints.at(place);
        },
        onValidated: report => emit({ ...place, ...validating(plan.data), ...report }),
        isPauseDue: steps => checkpoints.isDue(step.checkpoint, steps),
        onPause: () => checkpoints.take(),
      },
      isResumed,
    );
    for await (const { epoch, trainLoss, evaluation, seconds } of epochs) {
      const metrics = metricValues(task.metrics, evaluation, step.metrics);
      emit({ event: "epoch", ...place, phaseName: phase.name, epoch, trainLoss, validLoss: evaluation.loss, metrics, seconds });
      const [first] = step.metrics;
      const [metric, value] = first ? [metricLabel(first), metrics[metricLabel(first)]] : ["valid_loss", evaluation.loss];
      checkpoints.judge({ metric, value, ...place, epoch }, first ? task.metrics[first.name].ascending : false);
      const last = p === step.phases.length - 1 && epoch === phase.epochs - 1;
      // A resume takes the frames before its checkpoint for drawn.
      const trained = epochsOf(step.phases.slice(0, p)) + epoch + 1;
      await showTraining(trained);
      // After the last epoch the checkpoint at the end of the step follows.
      if (last) emit(await taskRunOf(plan).evaluated({ step: index, folder }, evaluation, metrics, plan.data));
      else {
        checkpoints.at(place);
        await checkpoints.afterEpoch();
      }
    }
  }
};

/** What the model is trained on, drawn where the first step of training begins. */
async function showFirstBatch({ plan, task, folder, loaderOptions, emit }: RunContext, index: number): Promise<void> {
  if (plan.steps.findIndex(isTrainStep) !== index) return;
  const drawn = await drawTrainingBatch({ train: plan.data.train, textOf: label => task.labelText(label, plan.data) }, loaderOptions);
  if (!drawn) return;
  const file = join(folder, "pictures", "training-batch.png");
  await writeAtomic(file, drawn.png);
  emit({ event: "training_batch", step: index, file, caption: drawn.caption, alt: drawn.alt });
}
