import { freeMemory } from "../common/memory.ts";
import { sum } from "../common/sum.ts";
import { bytesPerElement } from "../common/tensor.ts";
import type { EngineName } from "../engines/index.ts";
import type { Speed } from "../engines/speed.ts";
import type { Model } from "../models/model.ts";
import { kindOf, type PlanStep } from "../steps/index.ts";
import { isTrainStep } from "../train/phase.ts";
import { type Costs, elements, type GraphCost } from "./costs.ts";
import { decodedBytes } from "./data_plan.ts";
import { engineLimit, engineOverhead, feedsAhead, greatestBatch, leastBatch } from "./memory.ts";
import type { DataPlan, Estimate, Plan } from "./plan.ts";

/** What each step computes, in floating-point operations: in graphs that take gradients, and in forward passes alone. */
interface Work {
  training: number;
  evaluation: number;
}

type CountedRun = GraphCost & { runs: number; goesBack: boolean };

/** The graphs of a step with their costs, which no seed changes. */
const runsOf = (step: PlanStep, model: Model, data: DataPlan, costs: Costs): CountedRun[] =>
  kindOf(step)
    .graphs(step, { model, task: costs.task, data, seed: 0 })
    .map(({ runs, goesBack, ...graph }) => ({ ...costs.of(graph), runs, goesBack }));

function workOf(step: PlanStep, model: Model, data: DataPlan, costs: Costs): Work {
  const graphs = runsOf(step, model, data, costs);
  const work = (back: boolean) => sum(graphs.map(({ goesBack, runs, flops }) => (goesBack === back ? runs * flops : 0)));
  return { training: work(true), evaluation: work(false) };
}

/** The greatest memory of the engine, in bytes, that any step needs at the batch size of the data. */
function engineMemory(
  engine: EngineName,
  model: Model,
  steps: readonly PlanStep[],
  data: DataPlan,
  costs: Costs,
): Omit<Estimate["memory"], "peak" | "cache"> {
  const graphs = steps.flatMap(step => runsOf(step, model, data, costs).map(graph => ({ ...graph, isTraining: isTrainStep(step) })));
  const weights = new Set(model.parameters.map(({ name }) => name));
  const state = Object.assign({}, ...graphs.filter(({ isTraining }) => isTraining).map(graph => graph.state)) as Record<string, number>;
  const optimizer = Object.entries(state).filter(([name]) => !weights.has(name));
  const tensors = {
    weights: bytesPerElement * elements(model.parameters),
    optimiser: bytesPerElement * sum(optimizer.map(([, count]) => count)),
    activations: Math.max(0, ...graphs.map(({ bytes }) => bytes)),
  };
  return { ...tensors, engine: engineOverhead(engine, sum(Object.values(tensors))) + feedsAhead(engine, data.batchSize, data.imageSize) };
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
    ({ training, evaluation }, i) =>
      training / speed.training + evaluation / speed.evaluation + (kindOf(steps[i]).workerSeconds?.(steps[i], data) ?? 0),
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
