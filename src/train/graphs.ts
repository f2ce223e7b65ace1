import { size, type Tensor } from "../common/tensor.ts";
import { GraphBuilder } from "../graph/build.ts";
import { gradients } from "../graph/gradient.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { optimize } from "../graph/passes/index.ts";
import { type GraphSize, imagesIn } from "../inputs/image/shape.ts";
import { averaged } from "../models/head.ts";
import type { Model, Parameter } from "../models/model.ts";
import { roleOf } from "../models/roles.ts";
import type { Task } from "../tasks/task.ts";
import { defaultOptimizer, type OptimizerName, optimizers, stateNames } from "./optimizers/index.ts";

export interface TrainingOptions extends TaskGraphOptions {
  /** Index of the first parameter group that is trained; batch norm trains below it too, as in fastai. */
  trainedFrom: number;
  dropout: number;
  seed: number;
  weightDecay: number;
  optimizer?: OptimizerName;
}

/** Whether a phase that trains from group `trainedFrom` changes a parameter. */
export function isTrained(p: Parameter, trainedFrom: number): boolean {
  const { trained, trainsWhileFrozen } = roleOf(p);
  return trained && (trainsWhileFrozen || p.group >= trainedFrom);
}

/**
 * The feed of the optimizer settings (learning rate, momentum, step) of a parameter. Batch norm has its own feed in each group:
 * it trains while the rest is frozen, so it has taken more steps.
 */
export const settingsFeed = (p: Parameter): string => `hyper/${p.group}/${roleOf(p).trainsWhileFrozen ? "norm" : "weights"}`;

/** A graph that knows what is learned. */
export interface TaskGraphOptions extends GraphSize {
  task: Task;
}

/** What the task makes of the model's output, and of the targets of a batch, which the graph is fed. */
function objective(b: GraphBuilder, output: Value, { task, batchSize }: TaskGraphOptions) {
  const targets = Object.entries(task.targets).map(([name, shape]) => [name, b.input(name, shape(batchSize))] as const);
  return task.objective(b, output, Object.fromEntries(targets));
}

/**
 * One training step: forward, loss, gradient and the optimizer's update in one graph.
 * Feeds `images` [N,S,S,3], the targets of the task, `counter` [] (steps taken, for dropout) and `hyper/…` [3]; fetches `loss` [].
 */
export function trainingGraph(model: Model, options: TrainingOptions): Graph {
  const b = new GraphBuilder();
  const { dropout, seed, trainedFrom, optimizer = defaultOptimizer } = options;
  const counter = dropout > 0 ? b.input("counter", []) : undefined;
  const { output } = model.forward(b, imagesIn(b, options), { training: true, dropout, seed, counter });
  const { losses } = objective(b, output, options);
  const loss = b.op("mean", [losses], { axes: [0], keepAxes: false });
  b.fetch("loss", loss);

  const trained = model.parameters.filter(p => isTrained(p, trainedFrom));
  const values = trained.map(p => b.state(p.name, p.shape));
  const parameterGradients = gradients(b, loss, values);
  for (const [i, p] of trained.entries()) {
    const names = stateNames(optimizer, p.name);
    const next = optimizers[optimizer].update(b, {
      parameter: values[i],
      gradient: parameterGradients[i],
      state: names.map(name => b.state(name, p.shape)),
      settings: b.input(settingsFeed(p), [3], { batched: false }),
      weightDecay: roleOf(p).decayed ? options.weightDecay : 0,
    });
    b.update(p.name, next.parameter);
    for (const [j, name] of names.entries()) b.update(name, next.state[j]);
  }
  return optimize(b.graph);
}

/**
 * Forward as in training, to find where a number that is not finite appears first. Feeds `images` and, with dropout, `counter`; fetches the mean of
 * each layer's output by the layer's name, and that of its output as `the head`: a mean is as finite as what it is of.
 */
export function layerMeansGraph(model: Model, options: Omit<TrainingOptions, "trainedFrom" | "weightDecay" | "task">): Graph {
  const b = new GraphBuilder();
  const { dropout, seed } = options;
  const counter = dropout > 0 ? b.input("counter", []) : undefined;
  const { output, activations } = model.forward(b, imagesIn(b, options), { training: true, dropout, seed, counter });
  const mean = (x: Value): Value => b.op("mean", [x], { axes: b.shape(x).map((_, axis) => axis), keepAxes: false });
  for (const { name } of model.layers) b.fetch(name, mean(activations[name]));
  b.fetch("the head", mean(output));
  // Looking changes nothing.
  return optimize({ ...b.graph, updates: {} });
}

/** Forward with the running statistics. Feeds `images` [N,S,S,3] and the targets of the task; fetches `losses` [N] and the predictions of the task. */
export function evaluationGraph(model: Model, options: TaskGraphOptions): Graph {
  const b = new GraphBuilder();
  const { output } = model.forward(b, imagesIn(b, options), { training: false, dropout: 0, seed: 0 });
  for (const [name, value] of Object.entries(objective(b, output, options))) b.fetch(name, value);
  return optimize(b.graph);
}

/** Feeds `images`; fetches the predictions of the task. */
export function predictionGraph(model: Model, { task, ...size }: TaskGraphOptions): Graph {
  const b = new GraphBuilder();
  const { output } = model.forward(b, imagesIn(b, size), { training: false, dropout: 0, seed: 0 });
  for (const [name, value] of Object.entries(task.predictions(b, output))) b.fetch(name, value);
  return optimize(b.graph);
}

/** Feeds `images`; fetches `output` [N,outputs] and `features` [N,C], averaged over the places of a map. */
export function scoringGraph(model: Model, size: GraphSize): Graph {
  const b = new GraphBuilder();
  const { output, features } = model.forward(b, imagesIn(b, size), { training: false, dropout: 0, seed: 0 });
  b.fetch("output", output);
  b.fetch("features", averaged(b, features));
  return optimize(b.graph);
}

/** Feeds `images`; fetches `activations` [N,H,W,C] of the layer of that name. */
export function activationGraph(model: Model, size: GraphSize, layer: string): Graph {
  const b = new GraphBuilder();
  const { activations } = model.forward(b, imagesIn(b, size), { training: false, dropout: 0, seed: 0 });
  b.fetch("activations", activations[layer]);
  return optimize(b.graph);
}

/** The optimizer's state, zeros, of the parameters that a phase trains and that `known` does not name yet. */
export function freshState(
  model: Model,
  trainedFrom: number,
  known: ReadonlySet<string> = new Set(),
  optimizer: OptimizerName = defaultOptimizer,
): Record<string, Tensor> {
  const zeros = ({ shape }: Parameter): Tensor => ({ shape, data: new Float32Array(size(shape)) });
  const trained = model.parameters.filter(p => isTrained(p, trainedFrom));
  const named = trained.flatMap(p => stateNames(optimizer, p.name).map(name => [name, p] as const));
  return Object.fromEntries(named.filter(([name]) => !known.has(name)).map(([name, p]) => [name, zeros(p)]));
}
