import { key, uniform } from "../../src/common/random.ts";
import { size, type Tensor } from "../../src/common/tensor.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { createModel } from "../../src/models/index.ts";
import { initialize } from "../../src/models/initialize.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { evaluationGraph, freshState, trainingGraph } from "../../src/train/graphs.ts";

const classes = 12;
const rate = 1e-4;

/** What exp measures itself with: the graph of a step, its state, and one batch of random images. */
export interface ExpTask {
  graph: Graph;
  /** Made anew by each call. */
  state(): Record<string, Tensor>;
  /** Of step `step`, counted from 1: the batch is the same. */
  feeds(step: number): Record<string, Float32Array>;
}

export function expTask(task: string, name: string, imageSize: number, batchSize: number): ExpTask {
  const model = createModel(name, { outputs: classes });
  const isTraining = task === "train";
  const graph = isTraining
    ? trainingGraph(model, { task: classification, batchSize, imageSize, trainedFrom: 0, dropout: 0.5, seed: 1, weightDecay: 0.01 })
    : evaluationGraph(model, { task: classification, batchSize, imageSize });
  const images = Float32Array.from({ length: size(graph.shapes[graph.inputs.images]) }, (_, i) => uniform(key(1), i));
  const labels = Float32Array.from({ length: batchSize }, (_, i) => i % classes);
  return {
    graph,
    state: () => ({ ...initialize(model, 1), ...(isTraining ? freshState(model, 0) : {}) }),
    feeds: step =>
      Object.fromEntries(
        Object.keys(graph.inputs).map(input => {
          if (input.startsWith("hyper")) return [input, Float32Array.of(rate, 0.9, step)];
          if (input === "counter") return [input, Float32Array.of(step)];
          return [input, input === "labels" ? labels : images];
        }),
      ),
  };
}
