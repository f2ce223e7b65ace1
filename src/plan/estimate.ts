import { freeMemory } from "../common/memory.ts";
import { sum } from "../common/sum.ts";
import { bytesPerElement, size } from "../common/tensor.ts";
import type { EngineName } from "../engines/index.ts";
import type { Speed } from "../engines/speed.ts";
import { severities } from "../inputs/image/corruptions/corruption.ts";
import type { Model } from "../models/model.ts";
import { measuredImages } from "../steps/evaluate/plan.ts";
import { visualizeRuns } from "../steps/visualize/graphs.ts";
import { isTrained } from "../train/graphs.ts";
import { defaultOptimizer, stateNames } from "../train/optimizers/index.ts";
import { isTrainStep } from "../train/phase.ts";
import { methods } from "../visualize/attribution/index.ts";
import { type Costs, elements } from "./costs.ts";
import { decodedBytes, validationBatches } from "./data_plan.ts";
import { engineLimit, engineOverhead, feedsAhead, greatestBatch, leastBatch } from "./memory.ts";
import type { DataPlan, Estimate, ExplainStep, Plan, PlanStep } from "./plan.ts";

/** What each step computes, in floating-point operations: training steps and others that go back, and forward passes alone. */
interface Work {
  training: number;
  evaluation: number;
}

function workOf(step: PlanStep, model: Model, data: DataPlan, costs: Costs): Work {
  const evaluation = costs.evaluation(data.batchSize).flops;
  const one = evaluation / data.batchSize;
  const pass = evaluation * validationBatches(data);
  switch (step.kind) {
    case "evaluate":
      return { training: 0, evaluation: step.on || step.corrupted ? one * measuredImages(step) : pass };
    case "explain":
      return explaining(step, one, step.what.kind === "worst" ? pass : 0, costs, data);
    case "predict":
      return { training: 0, evaluation: one * (step.images + (step.domain ?? 0)) };
    case "visualize": {
      const runs = visualizeRuns(step, model, data, costs);
      const work = (back: boolean) => sum(runs.map(run => (run.back === back ? run.runs * run.cost.flops : 0)));
      return { training: work(true), evaluation: work(false) };
    }
    default:
      return {
        training: sum(step.phases.map(({ epochs, stepsPerEpoch, flopsPerStep }) => epochs * stepsPerEpoch * flopsPerStep)),
        evaluation: sum(step.phases.map(({ epochs }) => epochs * pass)),
      };
  }
}

/** Work of the predictions of the images, of the search for the `worst`, and of the forward passes and gradients of the methods. */
function explaining(
  { images, methods: names }: ExplainStep,
  prediction: number,
  search: number,
  costs: Costs,
  { imageSize }: DataPlan,
): Work {
  const work = { training: 0, evaluation: search + images * prediction };
  for (const name of names) {
    const method = methods[name];
    const flops = images * method.rowsPerImage(imageSize) * costs.explaining(name, 1).flops;
    // A gradient by the pixels goes through the convolutions as training does.
    work[method.forward ? "evaluation" : "training"] += flops;
  }
  return work;
}

/** Seconds that a worker takes to corrupt a pixel, on average over all corruptions: measured at 64 and 224 px. */
const corruptingPixel = 2e-6;

/** Workers corrupt images while the engine computes, and take longer than the engine. */
const corruptingSeconds = (step: PlanStep, { imageSize, workers }: DataPlan): number =>
  step.kind === "evaluate" && step.corrupted
    ? (corruptingPixel * imageSize ** 2 * severities.length * step.corrupted.names.length * step.corrupted.images.length) / workers
    : 0;

/** The greatest memory of the engine, in bytes, that any step needs at the batch size of the data. */
function engineMemory(
  engine: EngineName,
  model: Model,
  steps: readonly PlanStep[],
  data: DataPlan,
  costs: Costs,
): Omit<Estimate["memory"], "peak" | "cache"> {
  const phases = steps
    .filter(step => isTrainStep(step))
    .flatMap(({ phases, dropout, optimizer }) => phases.map(({ trainedFrom }) => ({ trainedFrom, dropout, optimizer })));
  const optimizerState = new Map(
    phases.flatMap(({ trainedFrom, optimizer = defaultOptimizer }) =>
      model.parameters
        .filter(p => isTrained(p, trainedFrom))
        .flatMap(p => stateNames(optimizer, p.name).map(name => [name, size(p.shape)] as const)),
    ),
  );
  const graphs = [
    costs.evaluation(data.batchSize),
    ...phases.map(({ trainedFrom, dropout, optimizer }) => costs.training(data.batchSize, trainedFrom, dropout, optimizer)),
    ...steps.flatMap(step => (step.kind === "visualize" ? visualizeRuns(step, model, data, costs).map(({ cost }) => cost) : [])),
    ...steps.flatMap(step => (step.kind === "explain" ? step.methods.map(name => costs.explaining(name, data.batchSize)) : [])),
  ];
  const activations = graphs.map(({ bytes }) => bytes);
  const tensors = {
    weights: bytesPerElement * elements(model.parameters),
    optimiser: bytesPerElement * sum([...optimizerState.values()]),
    activations: Math.max(...activations),
  };
  return { ...tensors, engine: engineOverhead(engine, sum(Object.values(tensors))) + feedsAhead(engine, data.batchSize, costs.imageSize) };
}

/** Time and memory of a plan. `data.cacheBytes` is what the images may take; it is counted no further than they need. */
export function estimate(
  { engine, data, steps }: Pick<Plan, "engine" | "data" | "steps">,
  model: Model,
  costs: Costs,
  speed: Speed,
  free = freeMemory(),
): Estimate {
  const works = steps.map(step => workOf(step, model, data, costs));
  const stepSeconds = works.map(
    ({ training, evaluation }, i) => training / speed.training + evaluation / speed.evaluation + corruptingSeconds(steps[i], data),
  );
  const held = engineMemory(engine.name, model, steps, data, costs);
  const bytesAt = (batchSize: number) => sum(Object.values(engineMemory(engine.name, model, steps, { ...data, batchSize }, costs)));
  const limit = engineLimit(engine, free);
  const cache = Math.min(data.cacheBytes, decodedBytes(data));
  return {
    seconds: speed.startSeconds + sum(stepSeconds),
    stepSeconds,
    speed,
    flops: sum(works.map(({ training, evaluation }) => training + evaluation)),
    memory: { peak: sum(Object.values(held)) + cache, ...held, cache },
    memoryAvailable: free,
    engineLimit: limit,
    batchSizeThatFits: greatestBatch(data.batchSize, limit ?? Number.POSITIVE_INFINITY, bytesAt, leastBatch(steps)),
  };
}
