import { validationBatches } from "../../plan/data_plan.ts";
import { evaluation } from "../../plan/graphs.ts";
import { trainingGraph } from "../../train/graphs.ts";
import { defaultOptimizer } from "../../train/optimizers/index.ts";
import { epochsOf, type Phase, type TrainStep } from "../../train/phase.ts";
import type { CountedGraph, GraphContext, StepGraph } from "../step.ts";

/** A training step of a phase. */
export function trainingStep(
  { weightDecay, dropout, optimizer = defaultOptimizer }: Pick<TrainStep, "weightDecay" | "dropout" | "optimizer">,
  { trainedFrom }: Pick<Phase, "trainedFrom">,
  { model, task, data: { batchSize, imageSize }, seed }: GraphContext,
): CountedGraph {
  return {
    // Neither the seed nor the decay changes what a step costs, nor how great the dropout is.
    key: `training ${batchSize} ${trainedFrom} ${dropout > 0} ${optimizer}`,
    build: () => trainingGraph(model, { task, batchSize, imageSize, trainedFrom, dropout, seed, weightDecay, optimizer }),
  };
}

/** A training step of each phase, and the validation after each epoch. */
export function trainingGraphs(step: TrainStep, context: GraphContext): StepGraph[] {
  const { kind, phases } = step;
  const { batchSize } = context.data;
  return [
    ...phases.map(
      (phase): StepGraph => ({
        ...trainingStep(step, phase, context),
        name: `${kind}, ${phase.name}: a training step`,
        batchSize,
        runs: phase.epochs * phase.stepsPerEpoch,
        goesBack: true,
      }),
    ),
    {
      ...evaluation(context),
      name: `${kind}: validation`,
      batchSize,
      runs: epochsOf(phases) * validationBatches(context.data),
      goesBack: false,
    },
  ];
}
