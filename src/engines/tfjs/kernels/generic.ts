import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { key, uniform } from "../../../common/random.ts";
import { size } from "../../../common/tensor.ts";
import type { Pads, Pair } from "../../../graph/graph.ts";
import { type Kernels, mutable, type Tf, type TfTensor } from "./kernel.ts";

/** Every op in tfjs's public functions: right on any backend. Backends override the rows that they lack or do slowly. */

const unary =
  (f: (tf: Tf) => (x: TfTensor) => TfTensor) =>
  (tf: Tf, [x]: TfTensor[]) => [f(tf)(x)];
const binary =
  (f: (tf: Tf) => (a: TfTensor, b: TfTensor) => TfTensor) =>
  (tf: Tf, [a, b]: TfTensor[]) => [f(tf)(a, b)];

/** tfjs's gradients take no explicit padding where strides are above 1, so padding is done apart. */
export function padded(tf: Tf, x: TfTensor, [top, bottom, left, right]: Pads, value = 0): Tensor4D {
  if (top + bottom + left + right === 0) return x as Tensor4D;
  const pads: [number, number][] = [[0, 0], [top, bottom], [left, right], [0, 0]]; // biome-ignore format: one line reads better
  return tf.pad(x as Tensor4D, pads as [[number, number], [number, number], [number, number], [number, number]], value);
}
export const paddedShape = ([n, h, w, c]: readonly number[], [top, bottom, left, right]: Pads) =>
  [n, h + top + bottom, w + left + right, c] as [number, number, number, number];
export const inner = (tf: Tf, x: TfTensor, shape: readonly number[], [top, , left]: Pads) => tf.slice(x, [0, top, left, 0], mutable(shape));

/** Every axis but the last. */
const leading = (x: TfTensor) => x.shape.slice(0, -1).map((_, axis) => axis);

/** x, y, dy as `[windows, taps]` rows would cost memory; instead each tap of the window takes its turn, first come first served. */
function maxPoolGradient(tf: Tf, dy: TfTensor, x: TfTensor, y: TfTensor, window: Pair, strides: Pair, pads: Pads): TfTensor {
  const source = padded(tf, x, pads, Number.NEGATIVE_INFINITY);
  const [, rows, columns] = y.shape;
  let free = tf.onesLike(y);
  let dx: TfTensor = tf.zerosLike(source);
  for (let i = 0; i < window[0]; i++) {
    for (let j = 0; j < window[1]; j++) {
      const end = [0, i + (rows - 1) * strides[0] + 1, j + (columns - 1) * strides[1] + 1, 0];
      const tap = tf.stridedSlice(source, [0, i, j, 0], end, [1, strides[0], strides[1], 1], 0b1001, 0b1001);
      const wins = tf.mul(tf.cast(tf.equal(tap, y), "float32"), free);
      free = tf.sub(free, wins);
      dx = tf.add(dx, placed(tf, tf.mul(wins, dy), strides, [i, j], source.shape));
    }
  }
  return inner(tf, dx, x.shape, pads);
}

/** Spreads a map over a zero map of `shape`: element (h, w) goes to (h·stride + offset). */
export function placed(tf: Tf, x: TfTensor, strides: Pair, offset: Pair, shape: readonly number[]): TfTensor {
  const [n, h, w, c] = x.shape;
  let spread = x;
  if (strides[0] > 1 || strides[1] > 1) {
    // One side after the other: WebGPU's shader for padding stops at four axes.
    const across = tf.pad(tf.reshape(x, [n * h, w, 1, c]), [[0, 0], [0, 0], [0, strides[1] - 1], [0, 0]]); // biome-ignore format: one line
    const row = w * strides[1] * c;
    const down = tf.pad(tf.reshape(across, [n, h, 1, row]), [[0, 0], [0, 0], [0, strides[0] - 1], [0, 0]]); // biome-ignore format: one line
    spread = tf.slice(
      tf.reshape(down, [n, h * strides[0], w * strides[1], c]),
      [0, 0, 0, 0],
      [n, (h - 1) * strides[0] + 1, (w - 1) * strides[1] + 1, c],
    );
  }
  const after = [1, 2].map(axis => shape[axis] - spread.shape[axis] - offset[axis - 1]);
  return padded(tf, spread, [offset[0], after[0], offset[1], after[1]]);
}

/** A filter as the convolution that computes the input gradient wants it: both sides flipped, channels swapped. */
const flipped = (tf: Tf, filter: TfTensor) => tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;

/** Bias, residual and relu that folding put behind a convolution. */
export function finish(tf: Tf, y: TfTensor, [, , bias, residual]: readonly (TfTensor | undefined)[], relu: boolean): TfTensor {
  let result = bias === undefined ? y : tf.add(y, bias);
  if (residual !== undefined) result = tf.add(result, residual);
  return relu ? tf.relu(result) : result;
}

const normalized = (tf: Tf, x: TfTensor, scale: TfTensor, offset: TfTensor, mean: TfTensor, variance: TfTensor, epsilon: number) => {
  const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale);
  return tf.add(tf.mul(x, factor), tf.sub(offset, tf.mul(mean, factor)));
};

export const generic = {
  constant: (tf, _inputs, { shape, values }) => [
    values.length === 1 ? tf.fill(mutable(shape), values[0], "float32") : tf.tensor([...values], mutable(shape), "float32"),
  ],
  neg: unary(tf => tf.neg),
  exp: unary(tf => tf.exp),
  log: unary(tf => tf.log),
  sqrt: unary(tf => tf.sqrt),
  square: unary(tf => tf.square),
  relu: unary(tf => tf.relu),
  sigmoid: unary(tf => tf.sigmoid),
  tanh: unary(tf => tf.tanh),
  abs: unary(tf => tf.abs),
  add: binary(tf => tf.add),
  sub: binary(tf => tf.sub),
  mul: binary(tf => tf.mul),
  div: binary(tf => tf.div),
  maximum: binary(tf => tf.maximum),
  minimum: binary(tf => tf.minimum),
  greater: (tf, [a, b]) => [tf.cast(tf.greater(a, b), "float32")],
  equal: (tf, [a, b]) => [tf.cast(tf.equal(a, b), "float32")],
  reluGradient: (tf, [dy, y]) => [tf.mul(dy, tf.cast(tf.greater(y, tf.scalar(0)), "float32"))],

  reshape: (tf, [x], { shape }) => [tf.reshape(x, mutable(shape))],
  transpose: (tf, [x], { permutation }) => [tf.transpose(x, mutable(permutation))],
  pad: (tf, [x], { before, after }) => [
    tf.pad(
      x,
      before.map((count, axis) => [count, after[axis]]),
    ),
  ],
  slice: (tf, [x], { begin, size }) => [tf.slice(x, mutable(begin), mutable(size))],
  concat: (tf, inputs, { axis }) => [tf.concat(inputs, axis)],
  broadcast: (tf, [x], { shape }) => [tf.add(tf.zeros(mutable(shape)), x)],
  sum: (tf, [x], { axes, keepAxes }) => [tf.sum(x, mutable(axes), keepAxes)],
  mean: (tf, [x], { axes, keepAxes }) => [tf.mean(x, mutable(axes), keepAxes)],
  matmul: (tf, [a, b], { transposeA, transposeB }) => [tf.matMul(a, b, transposeA, transposeB)],

  conv2d: (tf, inputs, { strides, pads, relu }) => {
    const [x, filter] = inputs;
    return [finish(tf, tf.conv2d(padded(tf, x, pads), filter as Tensor4D, mutable(strides) as [number, number], "valid"), inputs, relu)];
  },
  // A full convolution of the spread gradient with the flipped filter.
  conv2dInputGradient: (tf, [dy, filter], { inputShape, strides, pads }) => {
    const [fh, fw] = filter.shape;
    const full = paddedShape(inputShape, pads);
    const map = placed(tf, dy, strides, [fh - 1, fw - 1], [full[0], full[1] + fh - 1, full[2] + fw - 1, dy.shape[3] as number]);
    return [inner(tf, tf.conv2d(map as Tensor4D, flipped(tf, filter), 1, "valid"), inputShape, pads)];
  },
  // A convolution whose channels are the images: x as [C,H,W,N], dy as the filter [H,W,N,O], dilated by the strides.
  conv2dFilterGradient: (tf, [x, dy], { filterShape, strides, pads }) => {
    const [fh, fw, channels, outputs] = filterShape;
    const images = tf.transpose(padded(tf, x, pads), [3, 1, 2, 0]) as Tensor4D;
    const filter = tf.transpose(dy, [1, 2, 0, 3]) as Tensor4D;
    const gradient = tf.conv2d(images, filter, 1, "valid", "NHWC", mutable(strides) as [number, number]);
    return [tf.transpose(tf.slice(gradient, [0, 0, 0, 0], [channels, fh, fw, outputs]), [1, 2, 0, 3])];
  },
  maxPool: (tf, [x], { size: window, strides, pads }) => [
    tf.maxPool(
      padded(tf, x, pads, Number.NEGATIVE_INFINITY),
      mutable(window) as [number, number],
      mutable(strides) as [number, number],
      "valid",
    ),
  ],
  maxPoolGradient: (tf, [dy, x, y], { size: window, strides, pads }) => [maxPoolGradient(tf, dy, x, y, window, strides, pads)],

  batchNorm: (tf, [x, scale, offset, residual], { epsilon, relu }) => {
    const { mean, variance } = tf.moments(x, leading(x));
    return [finish(tf, normalized(tf, x, scale, offset, mean, variance, epsilon), [x, x, undefined, residual], relu), mean, variance];
  },
  batchNormGradient: (tf, [dy, x, scale, mean, variance], { epsilon }) => {
    const axes = leading(x);
    const n = size(x.shape) / scale.size;
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const unit = tf.mul(tf.sub(x, mean), inverse);
    const doffset = tf.sum(dy, axes);
    const dscale = tf.sum(tf.mul(dy, unit), axes);
    const centered = tf.sub(tf.sub(dy, tf.div(doffset, n)), tf.mul(unit, tf.div(dscale, n)));
    return [tf.mul(centered, tf.mul(scale, inverse)), dscale, doffset];
  },
  batchNormInference: (tf, [x, scale, offset, mean, variance, residual], { epsilon, relu }) => [
    finish(tf, normalized(tf, x, scale, offset, mean, variance, epsilon), [x, x, undefined, residual], relu),
  ],

  // Drawn on the host: at most a few thousand numbers a step, and the same on every backend.
  random: (tf, [counter], { seed }, [shape]) => {
    const stream = key(seed, counter.dataSync()[0]);
    return [
      tf.tensor(
        Float32Array.from({ length: size(shape) }, (_, i) => uniform(stream, i)),
        mutable(shape),
      ),
    ];
  },

  softmax: (tf, [logits]) => [tf.softmax(logits)],
  softmaxCrossEntropy: (tf, [logits, labels]) => {
    const logProbabilities = tf.logSoftmax(logits);
    const oneHot = tf.oneHot(tf.cast(labels, "int32"), logits.shape[1] as number);
    return [tf.neg(tf.sum(tf.mul(logProbabilities, oneHot), 1)), tf.exp(logProbabilities)];
  },
  softmaxCrossEntropyGradient: (tf, [dlosses, probabilities, labels]) => {
    const oneHot = tf.oneHot(tf.cast(labels, "int32"), probabilities.shape[1] as number);
    return [tf.mul(tf.sub(probabilities as Tensor2D, oneHot), tf.reshape(dlosses, [-1, 1]))];
  },

  adam: (tf, [parameter, gradient, firstMoment, secondMoment, settings], { squareMomentum, epsilon, weightDecay }) => {
    const [rate, momentum, step] = settings.dataSync();
    const m = tf.add(tf.mul(firstMoment, momentum), tf.mul(gradient, 1 - momentum));
    const v = tf.add(tf.mul(secondMoment, squareMomentum), tf.mul(tf.square(gradient), 1 - squareMomentum));
    const root = tf.add(tf.sqrt(tf.div(v, 1 - squareMomentum ** step)), epsilon);
    const decayed = weightDecay === 0 ? parameter : tf.mul(parameter, 1 - rate * weightDecay);
    return [tf.sub(decayed, tf.div(tf.mul(m, rate / (1 - momentum ** step)), root)), m, v];
  },
} satisfies Kernels;
