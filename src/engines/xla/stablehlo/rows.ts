import { key } from "../../../common/random.ts";
import { size } from "../../../common/tensor.ts";
import type { OpAttributes, OpName, Value } from "../../../graph/graph.ts";
import { type Limits, matricesOnly, ungrouped } from "../../runnable.ts";
import type { Ssa } from "./types.ts";
import type { Convolution, Writer } from "./writer.ts";

/** What a row knows beside its inputs. */
export interface Setting {
  w: Writer;
  /** Parts of the batch over each of which batch norm takes its statistics. */
  normParts: number;
  /** Whether it is for a CPU: there XLA's convolutions of maps that are smaller than the filter take a hundred times as long as products of matrices. */
  isCpu: boolean;
  /** Whether batches are halved in precision: then their statistics are found in one pass, as their rounding is coarser anyway. */
  isHalf: boolean;
}

/** How an op is written; inputs as they are stored, float32 or bfloat16, outputs in whichever it computes. */
export type OpLowering<K extends OpName> = (
  setting: Setting,
  inputs: readonly Ssa[],
  attributes: OpAttributes[K],
  outputs: readonly Value[],
) => Ssa | Ssa[];
type Rows = { [K in OpName]?: OpLowering<K> };
/** A row that needs no attributes. */
type Plain = (setting: Setting, inputs: readonly Ssa[]) => Ssa;

const wide = (w: Writer, x: Ssa): Ssa => w.convert(x, "f32");
const unary =
  (op: string): Plain =>
  ({ w }, [x]) =>
    w.unary(op, wide(w, x));
const binary =
  (op: string): Plain =>
  ({ w }, [a, b]) =>
    w.binary(op, wide(w, a), wide(w, b));
const compare =
  (direction: "GT" | "EQ"): Plain =>
  ({ w }, [a, b]) =>
    w.convert(w.compare(direction, wide(w, a), wide(w, b)), "f32");

/** All axes but the last. */
const allButLast = ({ shape }: Ssa): number[] => shape.slice(0, -1).map((_, axis) => axis);
const relu = (w: Writer, x: Ssa): Ssa => w.binary("maximum", x, w.fill(0, [], x.element));

const timesNumber = (w: Writer, x: Ssa, factor: number): Ssa => w.binary("multiply", x, w.fill(factor));

/** `1 / sqrt(variance + epsilon)`. */
const inverseDeviation = (w: Writer, variance: Ssa, epsilon: number): Ssa => w.unary("rsqrt", w.binary("add", variance, w.fill(epsilon)));

/** `relu?((x - mean) · factor + offset + residual?)`. */
function normalized(w: Writer, x: Ssa, mean: Ssa, factor: Ssa, offset: Ssa, residual: Ssa | undefined, isRelu: boolean): Ssa {
  let y = w.binary("add", w.binary("multiply", w.binary("subtract", x, mean), factor), offset);
  if (residual) y = w.binary("add", y, wide(w, residual));
  return isRelu ? relu(w, y) : y;
}

/**
 * Sums over all axes but the last and the first `kept`. XLA reduces columns on a CPU one by one, each with strides through all of the memory: the
 * product of a row of ones with the places of each image reads it once.
 */
function columnSums({ w, isCpu }: Setting, x: Ssa, kept: number): Ssa {
  const inner = x.shape.slice(kept + 1, -1);
  if (!isCpu || inner.length === 0) return w.reduce("add", x, allButLast(x).slice(kept));
  const [images, places] = [x.shape.slice(0, kept + 1), size(inner)];
  const ones = w.fill(1, [...images, places]);
  const ofImages = w.dot(ones, w.reshape(x, [...images, places, x.shape.at(-1)!]), [images.length, images.length], images.length);
  return w.reduce("add", ofImages, [kept]);
}

/** The parts of the batch that batch norm looks at one by one, `[parts, …, channels]`, and how what is found of each is laid beside it again. */
function inParts(setting: Setting, x: Ssa) {
  const { w, normParts } = setting;
  const parts = x.shape[0] % normParts === 0 ? normParts : 1;
  const channels = x.shape.at(-1)!;
  const split = (value: Ssa) => (parts === 1 ? value : w.reshape(value, [parts, x.shape[0] / parts, ...x.shape.slice(1)]));
  const sum = (value: Ssa) => columnSums(setting, value, parts === 1 ? 0 : 1);
  const share = parts / (size(x.shape) / channels);
  return {
    split,
    sum,
    average: (value: Ssa) => timesNumber(w, sum(value), share),
    beside: (value: Ssa) => (parts === 1 ? value : w.reshape(value, [parts, ...x.shape.map(() => 1).with(-1, channels)])),
    whole: (value: Ssa) => w.reshape(value, x.shape),
    /** Of all parts together. */
    total: (value: Ssa) => (parts === 1 ? value : w.reduce("add", value, [0])),
    mean: (value: Ssa) => (parts === 1 ? value : timesNumber(w, w.reduce("add", value, [0]), 1 / parts)),
  };
}

const batchNorm: OpLowering<"batchNorm"> = (setting, [stored, scale, offset, residual], { epsilon, relu: isRelu }) => {
  const { w, isHalf } = setting;
  const { split, average, beside, whole, mean: meanOf } = inParts(setting, stored);
  const x = split(wide(w, stored));
  const mean = average(x);
  const spread = () => {
    const centered = w.binary("subtract", x, beside(mean));
    return average(w.binary("multiply", centered, centered));
  };
  const squares = () => w.binary("subtract", average(w.binary("multiply", x, x)), w.binary("multiply", mean, mean));
  const variance = isHalf ? w.binary("maximum", squares(), w.fill(0)) : spread();
  const factor = w.binary("multiply", inverseDeviation(w, variance, epsilon), scale);
  const y = normalized(w, x, beside(mean), beside(factor), offset, residual && split(residual), isRelu);
  return [whole(y), meanOf(mean), meanOf(variance)];
};

const batchNormGradient: OpLowering<"batchNormGradient"> = (setting, [storedDy, stored, scale, givenMean, givenVariance], { epsilon }) => {
  const { w, normParts } = setting;
  const { split, sum, average, beside, whole, total } = inParts(setting, stored);
  const [dy, x] = [split(wide(w, storedDy)), split(wide(w, stored))];
  // Those of the parts are not given: only their mean is.
  const mean = normParts === 1 ? givenMean : average(x);
  const centered = w.binary("subtract", x, beside(mean));
  const variance = normParts === 1 ? givenVariance : average(w.binary("multiply", centered, centered));
  const inverse = inverseDeviation(w, variance, epsilon);
  const unit = w.binary("multiply", centered, beside(inverse));
  const [byScale, byOffset] = [w.binary("multiply", dy, unit), dy];
  const rest = w.binary(
    "subtract",
    w.binary("subtract", dy, beside(average(byOffset))),
    w.binary("multiply", unit, beside(average(byScale))),
  );
  const dx = w.binary("multiply", rest, beside(w.binary("multiply", scale, inverse)));
  return [whole(dx), total(sum(byScale)), total(sum(byOffset))];
};

const batchNormInference: OpLowering<"batchNormInference"> = (
  { w },
  [x, scale, offset, mean, variance, residual],
  { epsilon, relu: isRelu },
) => {
  const factor = w.binary("multiply", inverseDeviation(w, variance, epsilon), scale);
  return normalized(w, wide(w, x), mean, factor, offset, residual, isRelu);
};

/** Filters are HWIO, activations NHWC. */
const forwardAxes = "[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]";
const ones = [1, 1];

/** Convolutions multiply what is stored in bfloat16 as it is, and then also the other side. */
const sameElement = (w: Writer, isHalf: boolean, ...values: Ssa[]): Ssa[] => values.map(value => w.convert(value, isHalf ? "bf16" : "f32"));

const conv2d: OpLowering<"conv2d"> = (setting, [x, filter, bias, residual], { strides, pads, relu: isRelu }, [y]) => {
  const { w, isHalf } = setting;
  const [a, b] = sameElement(w, isHalf, x, filter);
  const how = { axes: forwardAxes, strides, pads, dilateX: ones, dilateFilter: ones };
  let result = isTiny(setting, a, b) ? byPatches(w, a, b, how) : w.convolution(a, b, how, { shape: w.shapeOf(y), element: a.element });
  if (!bias && !residual && !isRelu) return result;
  result = wide(w, result);
  if (bias) result = w.binary("add", result, wide(w, bias));
  if (residual) result = w.binary("add", result, wide(w, residual));
  return isRelu ? relu(w, result) : result;
};

/** Whether the map is smaller than the filter. */
const isTiny = ({ isCpu }: Setting, x: Ssa, filter: Ssa): boolean =>
  isCpu && (x.shape[1] < filter.shape[0] || x.shape[2] < filter.shape[1]);

/** A convolution as the product of two matrices: the patches under the filter, side by side, and the filter. */
function byPatches(w: Writer, x: Ssa, filter: Ssa, { strides, pads, dilateX }: Omit<Convolution, "axes">): Ssa {
  const [top, bottom, left, right] = pads;
  const [height, width, inputs, outputs] = filter.shape;
  const spread = w.pad(x, w.fill(0, [], x.element), [0, top, left, 0], [0, bottom, right, 0], [0, dilateX[0] - 1, dilateX[1] - 1, 0]);
  const extents = [1, 2].map(axis => Math.floor((spread.shape[axis] - filter.shape[axis - 1]) / strides[axis - 1]) + 1);
  const shape = [x.shape[0], ...extents, inputs];
  const taps = Array.from({ length: height * width }, (_, tap) =>
    w.slice(spread, [0, Math.floor(tap / width), tap % width, 0], shape, [1, ...strides, 1]),
  );
  const rows = x.shape[0] * extents[0] * extents[1];
  const patches = w.reshape(w.concatenate(taps, 3), [rows, height * width * inputs]);
  const product = w.dot(patches, w.reshape(filter, [height * width * inputs, outputs]), [1, 0]);
  return w.reshape(product, [x.shape[0], ...extents, outputs]);
}

/** The convolution of dy, spread by the strides, with the filter turned round and its channels swapped. */
const conv2dInputGradient: OpLowering<"conv2dInputGradient"> = (setting, [dy, filter], { inputShape, strides, pads: [top, , left] }) => {
  const { w, isHalf } = setting;
  const [a, b] = sameElement(w, isHalf, dy, filter);
  const after = (axis: number, before: number) => inputShape[axis] - ((a.shape[axis] - 1) * strides[axis - 1] + 1) + before;
  const [height, width] = filter.shape;
  const pads = [height - 1 - top, after(1, top), width - 1 - left, after(2, left)];
  const axes = "[b, 0, 1, f]x[0, 1, o, i]->[b, 0, 1, f]";
  const how = { axes, strides: ones, pads, dilateX: strides, dilateFilter: ones };
  const turned = w.reverse(b, [0, 1]);
  if (isTiny(setting, a, b)) return byPatches(w, a, w.transpose(turned, [0, 1, 3, 2]), how);
  return w.convolution(a, turned, how, { shape: inputShape, element: a.element });
};

/** The convolution of x with dy, spread by the strides, where images are summed over as channels else are. */
const conv2dFilterGradient: OpLowering<"conv2dFilterGradient"> = (
  { w, isHalf },
  [x, dy],
  { filterShape, strides, pads: [top, , left] },
) => {
  const [a, b] = sameElement(w, isHalf, x, dy);
  const after = (axis: number, before: number) =>
    filterShape[axis] - 1 + ((b.shape[axis + 1] - 1) * strides[axis] + 1) - a.shape[axis + 1] - before;
  const pads = [top, after(0, top), left, after(1, left)];
  const how = { axes: "[f, 0, 1, b]x[i, 0, 1, o]->[0, 1, b, f]", strides: ones, pads, dilateX: ones, dilateFilter: strides };
  return w.convolution(a, b, how, { shape: filterShape, element: a.element });
};

/**
 * Tap by tap: where the window's maximum is that of this tap, and of none before, dy is sent back there. Padding never equals a maximum. The places
 * of x that lie `strides` apart get theirs from the same taps: these are summed as a map of their own, and the maps interleaved at the end.
 */
const maxPoolGradient: OpLowering<"maxPoolGradient"> = (
  { w },
  [dy, x, y],
  { size: [height, width], strides: [down, across], pads: [top, bottom, left, right] },
) => {
  const least = w.fill(Number.NEGATIVE_INFINITY, [], x.element);
  const padded = w.pad(x, least, [0, top, left, 0], [0, bottom, right, 0]);
  const none = w.fill(0, [], dy.element);
  const [images, rows, columns, channels] = y.shape;
  const [blockRows, blockColumns] = [Math.ceil(padded.shape[1] / down), Math.ceil(padded.shape[2] / across)];
  const maps: Ssa[][] = Array.from({ length: down }, () =>
    Array.from({ length: across }, () => w.fill(0, [images, blockRows, blockColumns, channels], dy.element)),
  );
  let rest = dy;
  for (let tap = 0; tap < height * width; tap++) {
    const [i, j] = [Math.floor(tap / width), tap % width];
    const isHere = w.compare("EQ", w.slice(padded, [0, i, j, 0], y.shape, [1, down, across, 1]), y);
    const sent = w.select(isHere, rest, none);
    rest = w.select(isHere, none, rest);
    const [above, before] = [Math.floor(i / down), Math.floor(j / across)];
    const there = w.pad(sent, none, [0, above, before, 0], [0, blockRows - rows - above, blockColumns - columns - before, 0]);
    maps[i % down][j % across] = w.binary("add", maps[i % down][j % across], there);
  }
  const beside = (parts: readonly Ssa[], axis: number) => {
    const lifted = parts.map(part => w.reshape(part, part.shape.toSpliced(axis, 0, 1)));
    return w.concatenate(lifted, axis);
  };
  const whole = beside(
    maps.map(row => beside(row, 3)),
    2,
  );
  return w.slice(w.reshape(whole, [images, blockRows * down, blockColumns * across, channels]), [0, top, left, 0], x.shape);
};

/** Logits less the greatest of their row, so that nothing overflows; their exponentials, and the sums of these. */
function exponentials(w: Writer, logits: Ssa): { shifted: Ssa; powers: Ssa; sums: Ssa } {
  const column = (row: Ssa) => w.reshape(row, [logits.shape[0], 1]);
  const shifted = w.binary("subtract", logits, column(w.reduce("maximum", logits, [1])));
  const powers = w.unary("exponential", shifted);
  return { shifted, powers, sums: column(w.reduce("add", powers, [1])) };
}

/** 1 where the column is the label of the row, else 0. */
function oneHot(w: Writer, labels: Ssa, columns: number): Ssa {
  const shape = [labels.shape[0], columns];
  const wanted = w.reshape(w.convert(labels, "i32"), [labels.shape[0], 1]);
  return w.convert(w.compare("EQ", w.iota(1, shape, "i32"), wanted), "f32");
}

/** The finalizer of MurmurHash3, as `mix` of common/random. */
function mix(w: Writer, h: Ssa): Ssa {
  const number = (value: number) => w.fill(value, [], "ui32");
  const fold = (value: Ssa, bits: number) => w.binary("xor", value, w.binary("shift_right_logical", value, number(bits)));
  return fold(w.binary("multiply", fold(w.binary("multiply", fold(h, 16), number(0x85ebca6b)), 13), number(0xc2b2ae35)), 16);
}

const random: OpLowering<"random"> = ({ w }, [counter], { shape, seed }) => {
  const number = (value: number) => w.fill(value >>> 0, [], "ui32");
  const part = number(Math.imul(key(seed), 31) + 0x9e3779b9);
  const stream = mix(w, w.binary("add", w.convert(counter, "ui32"), part));
  const place = w.binary("add", w.iota(0, [size(shape)], "ui32"), number(1));
  const bits = mix(w, w.binary("add", w.binary("multiply", place, number(0x9e3779b1)), stream));
  return w.reshape(timesNumber(w, w.convert(bits, "f32"), 2 ** -32), shape);
};

/** `1 - base^step`, exact where the base is near to 1. */
const debias = (w: Writer, logarithm: Ssa, step: Ssa): Ssa =>
  w.unary("negate", w.unary("exponential_minus_one", w.binary("multiply", step, logarithm)));

const adam: OpLowering<"adam"> = ({ w }, [p, g, m, v, settings], { squareMomentum, epsilon, weightDecay }) => {
  const [rate, momentum, step] = [0, 1, 2].map(i => w.reshape(w.slice(settings, [i], [1]), []));
  const gradient = wide(w, g);
  const blend = (old: Ssa, by: Ssa, next: Ssa) =>
    w.binary("add", w.binary("multiply", by, old), w.binary("multiply", w.binary("subtract", w.fill(1), by), next));
  const nextM = blend(m, momentum, gradient);
  const nextV = blend(v, w.fill(squareMomentum), w.binary("multiply", gradient, gradient));
  const squared = w.binary("divide", nextV, debias(w, w.fill(Math.log(squareMomentum)), step));
  const size = w.binary("add", w.unary("sqrt", squared), w.fill(epsilon));
  const pace = w.binary("divide", rate, debias(w, w.unary("log", momentum), step));
  const kept = weightDecay === 0 ? p : w.binary("multiply", p, w.binary("subtract", w.fill(1), timesNumber(w, rate, weightDecay)));
  return [w.binary("subtract", kept, w.binary("divide", w.binary("multiply", pace, nextM), size)), nextM, nextV];
};

/** Where these rows hold. */
export const limits: Limits = { ...ungrouped, ...matricesOnly };

export const rows: Rows = {
  constant: ({ w }, _inputs, { shape, values }) => w.constant(values, shape),

  neg: unary("negate"),
  exp: unary("exponential"),
  log: unary("log"),
  sqrt: unary("sqrt"),
  square: ({ w }, [x]) => w.binary("multiply", wide(w, x), wide(w, x)),
  relu: ({ w }, [x]) => relu(w, x),
  sigmoid: unary("logistic"),
  tanh: unary("tanh"),
  abs: unary("abs"),
  add: binary("add"),
  sub: binary("subtract"),
  mul: binary("multiply"),
  div: binary("divide"),
  maximum: binary("maximum"),
  minimum: binary("minimum"),
  greater: compare("GT"),
  equal: compare("EQ"),
  reluGradient: ({ w }, [dy, y]) => w.select(w.compare("GT", y, w.fill(0, [], y.element)), dy, w.fill(0, [], dy.element)),

  reshape: ({ w }, [x], { shape }) => w.reshape(x, shape),
  transpose: ({ w }, [x], { permutation }) => w.transpose(x, permutation),
  pad: ({ w }, [x], { before, after }) => w.pad(x, w.fill(0, [], x.element), before, after),
  slice: ({ w }, [x], { begin, size: extents }) => w.slice(x, begin, extents),
  concat: ({ w }, parts, { axis }) =>
    w.concatenate(
      parts.map(part => wide(w, part)),
      axis,
    ),
  broadcast: ({ w }, [x], { shape }) => w.broadcastTo(x, shape),

  sum: ({ w }, [x], { axes }, [y]) => w.reshape(w.reduce("add", wide(w, x), axes), w.shapeOf(y)),
  mean: ({ w }, [x], { axes }, [y]) => {
    const share = 1 / axes.reduce((n, axis) => n * x.shape[axis], 1);
    return w.reshape(timesNumber(w, w.reduce("add", wide(w, x), axes), share), w.shapeOf(y));
  },
  matmul: ({ w }, [a, b], { transposeA, transposeB }) => w.dot(wide(w, a), wide(w, b), [transposeA ? 0 : 1, transposeB ? 1 : 0]),

  conv2d,
  conv2dInputGradient,
  conv2dFilterGradient,
  maxPool: ({ w }, [x], window, [y]) => w.windowMaximum(x, window, w.shapeOf(y)),
  maxPoolGradient,
  batchNorm,
  batchNormGradient,
  batchNormInference,
  random,

  softmax: ({ w }, [logits]) => {
    const { powers, sums } = exponentials(w, wide(w, logits));
    return w.binary("divide", powers, sums);
  },
  softmaxCrossEntropy: ({ w }, [logits, labels]) => {
    const { shifted, powers, sums } = exponentials(w, wide(w, logits));
    const own = w.reduce("add", w.binary("multiply", oneHot(w, labels, logits.shape[1]), shifted), [1]);
    const losses = w.binary("subtract", w.reshape(w.unary("log", sums), labels.shape), own);
    return [losses, w.binary("divide", powers, sums)];
  },
  softmaxCrossEntropyGradient: ({ w }, [dlosses, probabilities, labels]) => {
    const rest = w.binary("subtract", probabilities, oneHot(w, labels, probabilities.shape[1]));
    return w.binary("multiply", rest, w.reshape(dlosses, [dlosses.shape[0], 1]));
  },
  adam,
};
