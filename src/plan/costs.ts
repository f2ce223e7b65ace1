import { size } from "../common/tensor.ts";
import { flops, peakBytes } from "../graph/cost.ts";
import type { Graph } from "../graph/graph.ts";
import { layerNamed, type Model, type Parameter } from "../models/model.ts";
import { roleOf } from "../models/roles.ts";
import { activationGraph, evaluationGraph, isTrained, trainingGraph } from "../train/graphs.ts";
import { defaultOptimizer, type OptimizerName } from "../train/optimizers/index.ts";
import { type MethodName, methods } from "../visualize/attribution/index.ts";
import { deconvGraph } from "../visualize/deconv.ts";
import { maximizedSide, maximizeGraph } from "../visualize/maximize.ts";

/** What one run of a graph costs. */
export interface StepCost {
  /** Floating-point operations. */
  flops: number;
  /** Bytes that its values take at most, weights and optimizer left out. */
  bytes: number;
}

const costOf = (graph: Graph): StepCost => ({ flops: flops(graph), bytes: peakBytes(graph) });

/** Costs of the graphs that a run of this model will need. Each graph is built once. */
export class Costs {
  private readonly model: Model;
  readonly imageSize: number;
  private readonly known = new Map<string, StepCost>();

  constructor(model: Model, imageSize: number) {
    this.model = model;
    this.imageSize = imageSize;
  }

  training(batchSize: number, trainedFrom: number, dropout: number, optimizer: OptimizerName = defaultOptimizer): StepCost {
    const { model, imageSize } = this;
    // Neither the seed nor the decay changes, nor how great the dropout is, what a step costs.
    return this.once(`training ${batchSize} ${trainedFrom} ${dropout > 0} ${optimizer}`, () =>
      trainingGraph(model, { batchSize, imageSize, trainedFrom, dropout, seed: 0, weightDecay: 0, optimizer }),
    );
  }

  evaluation(batchSize: number): StepCost {
    const { model, imageSize } = this;
    return this.once(`evaluation ${batchSize}`, () => evaluationGraph(model, { batchSize, imageSize }));
  }

  /** A forward pass up to a layer. */
  activation(batchSize: number, layer: string): StepCost {
    const { model, imageSize } = this;
    return this.once(`activation ${batchSize} ${layer}`, () => activationGraph(model, { batchSize, imageSize }, layer));
  }

  deconv(batchSize: number, layer: string): StepCost {
    const { model, imageSize } = this;
    return this.once(`deconv ${batchSize} ${layer}`, () => deconvGraph(model, { batchSize, imageSize }, layer));
  }

  /** A step of gradient ascent on so many images. */
  maximize(count: number, layer: string): StepCost {
    const { model, imageSize } = this;
    const side = maximizedSide(layerNamed(model, layer), imageSize);
    return this.once(`maximize ${count} ${layer}`, () => maximizeGraph(model, { count, side, layer }));
  }

  /** Of the graph of a method of `explain`. */
  explaining(method: MethodName, batchSize: number): StepCost {
    const { model, imageSize } = this;
    return this.once(`explaining ${method} ${batchSize}`, () => methods[method].graph(model, { batchSize, imageSize }));
  }

  private once(key: string, build: () => Graph): StepCost {
    const cost = this.known.get(key) ?? costOf(build());
    this.known.set(key, cost);
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
