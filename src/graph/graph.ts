import type { Shape } from "../common/tensor.ts";

/**
 * A static tensor graph as plain data, so that it can be printed, compared, sent to a worker and lowered by any engine.
 * Activations are NHWC, filters HWIO, everything float32; class labels are whole numbers stored as floats.
 */
export interface Graph {
  /** In execution order: every input of a node is a graph input, a state or an output of an earlier node. */
  nodes: Node[];
  /** The shape of every value, by its number. */
  shapes: Shape[];
  /** What each run is fed, by name. */
  inputs: Record<string, Value>;
  /** Inputs, by name, that are no rows of a batch: an engine with several devices gives each of them all of it. The first axis of the others counts the items of a batch. */
  unbatched: string[];
  /** Tensors that live on the device between runs (weights, statistics, optimizer moments), by name. */
  state: Record<string, Value>;
  /** State tensors that a run replaces, by name: all are stored after the last node has run. */
  updates: Record<string, Value>;
  /** What each run returns, by name. */
  fetches: Record<string, Value>;
}

/** A value is named by its number: an index into `Graph.shapes`. */
export type Value = number;

export interface Node<K extends OpName = OpName> {
  op: K;
  inputs: Value[];
  attributes: OpAttributes[K];
  outputs: Value[];
}

export type OpName = keyof OpAttributes;
export type Pads = readonly [top: number, bottom: number, left: number, right: number];
export type Pair = readonly [height: number, width: number];
export type None = Record<never, never>;

/**
 * Every op and its attributes. Inputs are listed as `(a, b?) -> c`; the meaning of each is in `ops/NAME.ts`, which may add its own entry here
 * (`declare module`): a new op is then that file and a line of the index.
 */
export interface OpAttributes {
  /** `() -> value`. `values` holds one number for a fill, or all of them. */
  constant: { shape: Shape; values: readonly number[] };

  // Element by element. Unary ops `(x) -> y`; binary ops `(a, b) -> y` with NumPy broadcasting.
  neg: None;
  exp: None;
  log: None;
  sqrt: None;
  square: None;
  relu: None;
  sigmoid: None;
  tanh: None;
  abs: None;
  add: None;
  sub: None;
  mul: None;
  div: None;
  maximum: None;
  minimum: None;
  /** 1 where a > b, else 0. No gradient. */
  greater: None;
  /** 1 where a = b, else 0. No gradient. */
  equal: None;
  /** `(dy, y) -> dx`: dy where y > 0, else 0; y is the relu's output. */
  reluGradient: None;

  // Shape
  reshape: { shape: Shape };
  transpose: { permutation: readonly number[] };
  pad: { before: readonly number[]; after: readonly number[] };
  slice: { begin: readonly number[]; size: readonly number[] };
  /** `(a, b, ...) -> y` */
  concat: { axis: number };
  /** To a shape that the input broadcasts to. */
  broadcast: { shape: Shape };

  // Reductions over `axes`, which keep their places as extent 1 where `keepAxes`.
  sum: { axes: readonly number[]; keepAxes: boolean };
  mean: { axes: readonly number[]; keepAxes: boolean };

  /** `(a [..., m,k], b [..., k,n]) -> [..., m,n]` over the last two axes, each stored transposed where said. The axes before are the same. */
  matmul: { transposeA: boolean; transposeB: boolean };
  /** `(x NHWC, filter HWIO, bias [O]?) -> NHWC`. A bias appears only after batch norm is folded for evaluation; `relu` and the residual fourth input likewise: y = relu(conv + bias + residual).
   * With `groups` (1 by default) channels fall into so many parts, each convolved by its own share of the filters: filter [H,W,I/groups,O]. */
  conv2d: { strides: Pair; pads: Pads; relu: boolean; groups?: number };
  /** `(dy, filter) -> dx` of shape `inputShape` */
  conv2dInputGradient: { inputShape: Shape; strides: Pair; pads: Pads; groups?: number };
  /** `(x, dy) -> dfilter` of shape `filterShape` */
  conv2dFilterGradient: { filterShape: Shape; strides: Pair; pads: Pads; groups?: number };
  /** `(x) -> y`; padding never wins. */
  maxPool: { size: Pair; strides: Pair; pads: Pads };
  /** `(dy, x, y) -> dx`: to the first greatest element of each window, row by row, as PyTorch does. */
  maxPoolGradient: { size: Pair; strides: Pair; pads: Pads };

  /** `(x, scale [C], offset [C], residual?) -> y, mean [C], variance [C] (biased)`: y = relu?(batch norm over all axes but the last + residual). */
  batchNorm: { epsilon: number; relu: boolean };
  /** `(dy, x, scale, mean, variance) -> dx, dscale, doffset`, of the plain batch norm (no relu, no residual). */
  batchNormGradient: { epsilon: number };
  /** `(x, scale, offset, mean, variance, residual?) -> y`, with given statistics. */
  batchNormInference: { epsilon: number; relu: boolean };

  /** `(counter []) -> uniform [0, 1)` of `shape`: element i is `uniform(key(seed, counter), i)` of common/random. */
  random: { shape: Shape; seed: number };

  /** `(logits [..., C]) -> [..., C]`, over the last axis. */
  softmax: None;
  /** `(logits [N,C], labels [N]) -> losses [N], probabilities [N,C]` */
  softmaxCrossEntropy: None;
  /** `(dlosses [N], probabilities [N,C], labels [N]) -> dlogits [N,C]` */
  softmaxCrossEntropyGradient: None;

  /**
   * `(parameter, gradient, firstMoment, secondMoment, settings [3]) -> parameter, firstMoment, secondMoment`, settings = (learning rate, momentum, step from 1).
   * fastai's Adam: decoupled decay first, epsilon outside the root, both moments debiased.
   */
  adam: { squareMomentum: number; epsilon: number; weightDecay: number };
}
