import { size } from "../common/tensor.ts";
import { flops, peakBytes } from "../graph/cost.ts";
import type { Graph } from "../graph/graph.ts";
import type { Model, Parameter } from "../models/model.ts";
import { roleOf } from "../models/roles.ts";
import type { CountedGraph } from "../steps/step.ts";
import type { AnyTask } from "../tasks/index.ts";
import { isTrained } from "../train/graphs.ts";

/** What one run of a graph costs. */
export interface GraphCost {
  /** Floating-point operations. */
  flops: number;
  /** Bytes that its values take at most, weights and optimizer left out. */
  bytes: number;
  /** Elements of each state tensor, by its name. */
  state: Record<string, number>;
}

export const costOf = (graph: Graph): GraphCost => ({
  flops: flops(graph),
  bytes: peakBytes(graph),
  state: Object.fromEntries(Object.entries(graph.state).map(([name, value]) => [name, size(graph.shapes[value])])),
});

/** Costs of the graphs that a run of one model and task needs. Each graph is built once. */
export class Costs {
  readonly task: AnyTask;
  readonly #known = new Map<string, GraphCost>();

  constructor(task: AnyTask) {
    this.task = task;
  }

  of({ key, build }: CountedGraph): GraphCost {
    const cost = this.#known.get(key) ?? costOf(build());
    this.#known.set(key, cost);
    return cost;
  }
}

/** Elements of the parameters that a phase trains, and of those that it leaves; running statistics are not parameters here. */
export function trainedAndFrozen(model: Model, trainedFrom: number): { trained: number; frozen: number } {
  const [trained, all] = [
    elements(model.parameters.filter(p => isTrained(p, trainedFrom))),
    elements(model.parameters.filter(p => roleOf(p).trained)),
  ];
  return { trained, frozen: all - trained };
}

export const elements = (parameters: readonly Parameter[]): number => parameters.reduce((sum, { shape }) => sum + size(shape), 0);
