import { trainedAndFrozen } from "../../plan/costs.ts";
import { stepsPerEpoch } from "../../plan/data_plan.ts";
import { defaultOptimizer, type OptimizerName } from "../../train/optimizers/index.ts";
import { isTrainStep, type Phase, type TrainStep } from "../../train/phase.ts";
import { spread } from "../../train/recipes/rate.ts";
import { settingsAt } from "../../train/schedules/index.ts";
import { phasesOf } from "../recipes.ts";
import type { PlanContext } from "../step.ts";
import { trainingStep } from "./graphs.ts";
import type { TrainSpec } from "./spec.ts";

/** fastai's defaults: `Adam(wd, mom)` and `vision_learner(ps)`. */
const defaultDecay = 0.01;
const defaultMomentum = 0.9;
export const defaultDropout = 0.5;
export const defaultCheckpointSeconds = 300;

/** The phases of a training step. Throws a `Failure` of fault `data` if there are fewer images than a batch. */
export function planTraining(spec: TrainSpec, { model, task, data, costs, pretrained, before, infer }: PlanContext): TrainStep {
  const count = stepsPerEpoch(data);
  const { kind } = spec;
  const weightDecay = spec.weightDecay ?? defaultDecay;
  const dropout = spec.dropout ?? defaultDropout;
  const optimizer = (spec.optimizer ?? defaultOptimizer) as OptimizerName;
  const last = before.findLast(isTrainStep)?.phases.at(-1);
  // fastai's vision_learner freezes the body of a pretrained model; fine_tune unfreezes it for good.
  let frozen = last ? last.trainedFrom > 0 : pretrained;
  // What the schedule before has left in the optimizer: neither freezing nor `fit` sets it anew in fastai.
  let momentum = last ? lastMomentum(last) : defaultMomentum;

  const phases = phasesOf(spec).map((outline): Phase => {
    frozen = outline.frozen ?? frozen;
    const trainedFrom = frozen ? model.groups.length - 1 : 0;
    const phase = {
      name: frozen ? "head" : "whole",
      epochs: outline.epochs,
      stepsPerEpoch: count,
      trainedFrom,
      parameters: trainedAndFrozen(model, trainedFrom),
      learningRates: spread(outline.rate, model.groups.length),
      schedule: outline.schedule(momentum),
    };
    momentum = lastMomentum(phase);
    const { flops } = costs.of(trainingStep({ weightDecay, dropout, optimizer }, phase, { model, task, data, seed: 0 }));
    return { ...phase, flopsPerStep: flops };
  });
  if (frozen) infer(`\`${kind}\` trains the head alone: the body of a pretrained model stays frozen until a \`fine_tune\``);
  return {
    kind,
    metrics: task.plannedMetrics(spec.metrics, data),
    weightDecay,
    ...(optimizer === defaultOptimizer ? {} : { optimizer }),
    dropout,
    checkpoint: spec.checkpoint ?? { seconds: defaultCheckpointSeconds },
    phases,
  };
}

/** The momentum of the last step of a phase. */
function lastMomentum({ epochs, stepsPerEpoch, ...phase }: Omit<Phase, "flopsPerStep">): number {
  const steps = epochs * stepsPerEpoch;
  return settingsAt(phase, steps - 1, steps).momentum;
}
