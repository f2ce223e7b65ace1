import { lower, loweringFor, normPartsOf } from "../engines/xla/stablehlo/lowering.ts";
import type { Graph } from "../graph/graph.ts";
import { createModel } from "../models/index.ts";
import type { Plan } from "../plan/plan.ts";
import { experimentTitle } from "../plan/title.ts";
import { evaluationGraph, scoringGraph, trainingGraph } from "../train/graphs.ts";
import { isTrainStep } from "../train/phase.ts";
import { methods } from "../visualize/attribution/index.ts";
import type { ProgramFormat } from "./format.ts";

/** The programs of each step as StableHLO text, as the engine xla compiles them. */
export const stablehlo: ProgramFormat = {
  extension: ".mlir",
  of: "programs",
  text: emit,
};

/** The programs of each phase of training, of evaluation and of prediction. */
function emit(plan: Plan): string {
  const { batchSize, imageSize } = plan.data;
  const options = loweringFor({ ...plan.engine, normParts: normPartsOf(plan.engine) }, plan.engine.isGpu);
  const model = createModel(plan.model.name, { classes: plan.model.classes });
  const programs = plan.steps.flatMap((step): [string, Graph][] => {
    if (isTrainStep(step)) {
      const { dropout, weightDecay, optimizer } = step;
      return step.phases.map(({ name, trainedFrom }) => [
        `${step.kind}, ${name}: a training step`,
        trainingGraph(model, { batchSize, imageSize, trainedFrom, dropout, seed: plan.seed, weightDecay, optimizer }),
      ]);
    }
    if (step.kind === "evaluate" && step.on) return [[`evaluate on ${step.on.name}`, scoringGraph(model, { batchSize, imageSize })]];
    if (step.kind === "evaluate") return [["evaluate", evaluationGraph(model, { batchSize, imageSize })]];
    if (step.kind === "predict") return [["predict", scoringGraph(model, { batchSize, imageSize })]];
    if (step.kind === "explain")
      return step.methods.map(name => [`explain with ${name}`, methods[name].graph(model, { batchSize, imageSize })]);
    return [];
  });
  return programs.map(([title, graph]) => `// ${experimentTitle(plan)}: ${title}, batch ${batchSize}\n${lower(graph, options)}`).join("\n");
}
