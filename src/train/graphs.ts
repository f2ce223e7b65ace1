import type { Tensor } from "../common/tensor.ts";
import { GraphBuilder } from "../graph/build.ts";
import { gradients } from "../graph/gradient.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { optimise } from "../graph/passes/index.ts";
import { isBatchNorm, isDecayed, isTrainable, type Model, numberedLayers, type Parameter } from "../models/model.ts";

export interface GraphSize {
  batchSize: number;
  /** Side of the square input, pixels. */
  imageSize: number;
}
export interface TrainingOptions extends GraphSize {
  /** Index of the first parameter group that is trained; batch norm trains below it too, as in fastai. */
  trainedFrom: number;
  dropout: number;
  seed: number;
  weightDecay: number;
}

/** Whether a phase that trains from group `trainedFrom` changes a parameter. */
export const isTrained = (p: Parameter, trainedFrom: number): boolean => isTrainable(p) && (p.group >= trainedFrom || isBatchNorm(p));

/** Names of the optimiser's state beside each parameter. */
export const momentOf = (name: string): string => `adam/${name}/moment`;
export const squareMomentOf = (name: string): string => `adam/${name}/squareMoment`;

/**
 * The feed that tells the optimiser (learning rate, momentum, step) of a parameter. Batch norm has its own feed in each group:
 * it trains while the rest is frozen, so it has taken more steps.
 */
export const hyperOf = (p: Parameter): string => `hyper/${p.group}/${isBatchNorm(p) ? "norm" : "weights"}`;

const images = (b: GraphBuilder, { batchSize, imageSize }: GraphSize): Value => b.input("images", [batchSize, imageSize, imageSize, 3]);

/**
 * One training step: forward, cross entropy, gradient and Adam update in one graph.
 * Feeds `images` [N,S,S,3], `labels` [N], `counter` [] (steps taken, for dropout) and `hyper/…` [3]; fetches `loss` [].
 */
export function trainingGraph(model: Model, options: TrainingOptions): Graph {
  const b = new GraphBuilder();
  const { dropout, seed, trainedFrom } = options;
  const counter = dropout > 0 ? b.input("counter", []) : undefined;
  const { logits } = model.forward(b, images(b, options), { training: true, dropout, seed, counter });
  const losses = b.op("softmaxCrossEntropy", [logits, b.input("labels", [options.batchSize])], {});
  const loss = b.op("mean", [losses], { axes: [0], keepAxes: false });
  b.fetch("loss", loss);

  const trained = model.parameters.filter(p => isTrained(p, trainedFrom));
  const values = trained.map(p => b.state(p.name, p.shape));
  const slopes = gradients(b, loss, values);
  for (const [i, p] of trained.entries()) {
    const names = [p.name, momentOf(p.name), squareMomentOf(p.name)];
    const moments = names.slice(1).map(name => b.state(name, p.shape));
    const next = b.ops("adam", [values[i], slopes[i], ...moments, b.input(hyperOf(p), [3])], {
      squareMomentum: 0.99,
      epsilon: 1e-5,
      weightDecay: isDecayed(p) ? options.weightDecay : 0,
    });
    for (const [j, name] of names.entries()) b.update(name, next[j]);
  }
  return optimise(b.graph);
}

/**
 * Forward as in training, to find where a number that is not finite appears first. Feeds `images` and, with dropout, `counter`; fetches the mean of
 * each layer's output by the layer's name, and that of the logits as `the head`: a mean is as finite as what it is of.
 */
export function layerMeansGraph(model: Model, options: Omit<TrainingOptions, "trainedFrom" | "weightDecay">): Graph {
  const b = new GraphBuilder();
  const { dropout, seed } = options;
  const counter = dropout > 0 ? b.input("counter", []) : undefined;
  const { logits, activations } = model.forward(b, images(b, options), { training: true, dropout, seed, counter });
  const mean = (x: Value): Value => b.op("mean", [x], { axes: b.shape(x).map((_, axis) => axis), keepAxes: false });
  for (const { name } of model.layers) b.fetch(name, mean(activations[name]));
  b.fetch("the head", mean(logits));
  // Looking changes nothing.
  return optimise({ ...b.graph, updates: {} });
}

/** Forward with the running statistics. Feeds `images` [N,S,S,3] and `labels` [N]; fetches `losses` [N] and `probabilities` [N,classes]. */
export function evaluationGraph(model: Model, size: GraphSize): Graph {
  const b = new GraphBuilder();
  const { logits } = model.forward(b, images(b, size), { training: false, dropout: 0, seed: 0 });
  const [losses, probabilities] = b.ops("softmaxCrossEntropy", [logits, b.input("labels", [size.batchSize])], {});
  b.fetch("losses", losses);
  b.fetch("probabilities", probabilities);
  return optimise(b.graph);
}

/** Feeds `images`; fetches `probabilities` [N,classes]. */
export function predictionGraph(model: Model, size: GraphSize): Graph {
  const b = new GraphBuilder();
  const { logits } = model.forward(b, images(b, size), { training: false, dropout: 0, seed: 0 });
  b.fetch("probabilities", b.op("softmax", [logits], {}));
  return optimise(b.graph);
}

/** Feeds `images`; fetches `logits` [N,classes] and `features` [N,C], the means of the last maps. */
export function scoringGraph(model: Model, size: GraphSize): Graph {
  const b = new GraphBuilder();
  const { logits, activations } = model.forward(b, images(b, size), { training: false, dropout: 0, seed: 0 });
  b.fetch("logits", logits);
  b.fetch("features", b.op("mean", [activations[numberedLayers(model).at(-1)!.name]], { axes: [1, 2], keepAxes: false }));
  return optimise(b.graph);
}

/** Feeds `images`; fetches `activations` [N,H,W,C] of the layer of that name. */
export function activationGraph(model: Model, size: GraphSize, layer: string): Graph {
  const b = new GraphBuilder();
  const { activations } = model.forward(b, images(b, size), { training: false, dropout: 0, seed: 0 });
  b.fetch("activations", activations[layer]);
  return optimise(b.graph);
}

/** Zero moments for the parameters that a phase trains and that `known` does not name yet. */
export function freshMoments(model: Model, trainedFrom: number, known: ReadonlySet<string>): Record<string, Tensor> {
  const trained = model.parameters.filter(p => isTrained(p, trainedFrom) && !known.has(momentOf(p.name)));
  const zeros = (p: Parameter): Tensor => ({ shape: p.shape, data: new Float32Array(p.shape.reduce((n, extent) => n * extent, 1)) });
  return Object.fromEntries(trained.flatMap(p => [momentOf(p.name), squareMomentOf(p.name)].map(name => [name, zeros(p)])));
}
