import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Pads, Pair } from "../../../graph/graph.ts";
import { finish } from "./generic.ts";
import { allocate, views } from "./heap.ts";
import type { Kernels, Tf, TfTensor } from "./kernel.ts";
import * as loops from "./loops.ts";

/**
 * What tfjs's wasm backend lacks or does slowly, composed from its fast parts: its forward convolution and its plain matmul (XNNPACK,
 * about ten times its own input gradient and transposed matmul), and single passes over its memory.
 */

const explicit = ([top, bottom, left, right]: Pads) =>
  [[0, 0], [top, bottom], [left, right], [0, 0]] as [[number, number], [number, number], [number, number], [number, number]]; // biome-ignore format: one line

const convolve = (tf: Tf, x: TfTensor, filter: TfTensor, strides: Pair, pads: Pads, dilations: Pair = [1, 1]): TfTensor =>
  tf.engine().runKernel("Conv2D", { x, filter }, { strides, pad: explicit(pads), dataFormat: "NHWC", dilations }) as TfTensor;

const isPointwise = ([fh, fw]: readonly number[], pads: Pads) => fh === 1 && fw === 1 && pads.every(pad => pad === 0);

/** With its last two axes exchanged. */
function transposed(tf: Tf, x: TfTensor): TfTensor {
  const [rows, columns] = x.shape.slice(-2);
  if (x.rank > 2) return tf.transpose(x, [...x.shape.keys()].slice(0, -2).concat(x.rank - 1, x.rank - 2));
  const y = allocate(tf, [columns, rows]);
  const [from, to] = views(tf, x, y);
  loops.transpose(from, to, 1, rows, columns);
  return y;
}

const matmul = (tf: Tf, a: TfTensor, b: TfTensor) => tf.matMul(a as Tensor4D, b as Tensor4D) as TfTensor;

/** The pixels of NHWC that a 1x1 convolution of these strides reads, as `[pixels, channels]`. */
function readPixels(tf: Tf, x: TfTensor, [n, h, w]: readonly number[], strides: Pair): TfTensor {
  const channels = x.shape[3]!;
  if (strides[0] === 1 && strides[1] === 1) return tf.reshape(x, [n * h * w, channels]);
  const y = allocate(tf, [n * h * w, channels]);
  const [from, to] = views(tf, x, y);
  loops.gatherPixels(from, to, x.shape, [n, h, w], strides, channels);
  return y;
}

function inputGradient(tf: Tf, dy: TfTensor, filter: TfTensor, inputShape: readonly number[], strides: Pair, pads: Pads): TfTensor {
  const [fh, fw, channels, outputs] = filter.shape;
  const [n, rows, columns] = dy.shape;
  if (isPointwise(filter.shape, pads)) {
    const pixels = matmul(tf, tf.reshape(dy, [n * rows * columns, outputs]), transposed(tf, tf.reshape(filter, [channels, outputs])));
    if (strides[0] === 1 && strides[1] === 1) return tf.reshape(pixels, inputShape as number[]);
    const dx = allocate(tf, inputShape);
    const [from, to] = views(tf, pixels, dx);
    to.fill(0);
    loops.scatterPixels(from, to, inputShape, [n, rows, columns], strides, channels);
    return dx;
  }
  // A stride splits the input into `strides` interleaved grids; each is a plain convolution of dy with the taps that reach it.
  const dx = allocate(tf, inputShape);
  if (strides[0] * strides[1] > 1) views(tf, dx)[0].fill(0);
  for (let a = 0; a < strides[0]; a++) {
    for (let b = 0; b < strides[1]; b++) {
      const tapsDown = loops.tapsOf(a, fh, strides[0], pads[0]);
      const tapsAcross = loops.tapsOf(b, fw, strides[1], pads[2]);
      if (tapsDown.count === 0 || tapsAcross.count === 0) continue;
      const height = Math.ceil((inputShape[1] - a) / strides[0]);
      const width = Math.ceil((inputShape[2] - b) / strides[1]);
      if (height <= 0 || width <= 0) continue;
      const part = allocate(tf, [tapsDown.count, tapsAcross.count, outputs, channels]);
      const [f, p] = views(tf, filter, part);
      loops.flipFilter(f, p, filter.shape, tapsDown, tapsAcross, strides);
      // Output row r of this grid starts at dy row r + start; what lies outside dy is padding, and negative padding is cut off.
      const pad: Pads = [
        -tapsDown.start,
        height - 1 + tapsDown.start + tapsDown.count - rows,
        -tapsAcross.start,
        width - 1 + tapsAcross.start + tapsAcross.count - columns,
      ];
      const cut = pad.some(count => count < 0);
      const source = cut
        ? tf.slice(
            dy,
            [0, Math.max(0, -pad[0]), Math.max(0, -pad[2]), 0],
            [n, rows - Math.max(0, -pad[0]) - Math.max(0, -pad[1]), columns - Math.max(0, -pad[2]) - Math.max(0, -pad[3]), outputs],
          )
        : dy;
      const positive = pad.map(count => Math.max(0, count)) as unknown as Pads;
      const grid = convolve(tf, source, part, [1, 1], positive);
      part.dispose();
      if (strides[0] * strides[1] === 1) {
        dx.dispose();
        return grid;
      }
      const [from, to] = views(tf, grid, dx);
      loops.interleave(from, to, inputShape, [n, height, width], strides, [a, b], channels);
      grid.dispose();
    }
  }
  return dx;
}

function filterGradient(tf: Tf, x: TfTensor, dy: TfTensor, filterShape: readonly number[], strides: Pair, pads: Pads): TfTensor {
  const [fh, fw, channels, outputs] = filterShape;
  const [n, rows, columns] = dy.shape;
  if (isPointwise(filterShape, pads)) {
    const pixels = readPixels(tf, x, [n, rows, columns], strides);
    return tf.reshape(matmul(tf, transposed(tf, pixels), tf.reshape(dy, [n * rows * columns, outputs])), filterShape as number[]);
  }
  // A convolution whose channels are the images: x as [C,H,W,N], dy as the filter [H,W,N,O], dilated by the strides.
  const [, height, width] = x.shape;
  const images = allocate(tf, [channels, height, width, n]);
  const filter = allocate(tf, [rows, columns, n, outputs]);
  {
    const [from, to, gradient, packed] = views(tf, x, images, dy, filter);
    loops.channelsToImages(from, to, n, height * width, channels);
    loops.swapRows(gradient, packed, n, rows * columns, outputs);
  }
  // What the window never reached at the bottom and right is not padded for, so that exactly [fh, fw] come out.
  const used = [(rows - 1) * strides[0] + fh, (columns - 1) * strides[1] + fw];
  const after = [used[0] - height - pads[0], used[1] - width - pads[2]];
  const whole = after[0] >= 0 && after[1] >= 0;
  const source = whole
    ? images
    : tf.slice(images, [0, 0, 0, 0], [channels, height + Math.min(0, after[0]), width + Math.min(0, after[1]), n]);
  const raw = convolve(tf, source, filter, [1, 1], [pads[0], Math.max(0, after[0]), pads[2], Math.max(0, after[1])], strides);
  const result = allocate(tf, filterShape);
  const [from, to] = views(tf, raw, result);
  loops.swapRows(from, to, channels, fh * fw, outputs);
  return result;
}

export const wasm: Kernels = {
  conv2d: (tf, inputs, { strides, pads, relu }) => {
    const [x, filter, bias, residual] = inputs;
    if (bias === undefined || residual !== undefined) return [finish(tf, convolve(tf, x, filter, strides, pads), inputs, relu)];
    const attributes = { strides, pad: explicit(pads), dataFormat: "NHWC", dilations: [1, 1], activation: relu ? "relu" : "linear" };
    return [tf.engine().runKernel("FusedConv2D", { x, filter, bias }, attributes as object as Record<string, never>) as TfTensor];
  },
  conv2dInputGradient: (tf, [dy, filter], { inputShape, strides, pads }) => [inputGradient(tf, dy, filter, inputShape, strides, pads)],
  conv2dFilterGradient: (tf, [x, dy], { filterShape, strides, pads }) => [filterGradient(tf, x, dy, filterShape, strides, pads)],
  matmul: (tf, [a, b], { transposeA, transposeB }) => [matmul(tf, transposeA ? transposed(tf, a) : a, transposeB ? transposed(tf, b) : b)],

  maxPoolGradient: (tf, [dy, x], { size: window, strides, pads }) => {
    const dx = allocate(tf, x.shape);
    const [gradient, values, to] = views(tf, dy, x, dx);
    loops.maxPoolGradient(gradient, values, to, x.shape, dy.shape, window, strides, pads);
    return [dx];
  },
  reluGradient: (tf, [dy, y]) => {
    const dx = allocate(tf, dy.shape);
    const [gradient, values, to] = views(tf, dy, y, dx);
    for (let i = 0; i < to.length; i++) to[i] = values[i] > 0 ? gradient[i] : 0;
    return [dx];
  },

  batchNorm: (tf, [x, scale, offset, residual], { epsilon, relu }) => {
    const [y, mean, variance] = [allocate(tf, x.shape), allocate(tf, scale.shape), allocate(tf, scale.shape)];
    const [source, factor, shift, to, m, v] = views(tf, x, scale, offset, y, mean, variance);
    loops.moments(source, m, v);
    loops.normalize(source, to, factor, shift, m, v, epsilon, relu, residual && views(tf, residual)[0]);
    return [y, mean, variance];
  },
  batchNormInference: (tf, [x, scale, offset, mean, variance, residual], { epsilon, relu }) => {
    const y = allocate(tf, x.shape);
    const [source, factor, shift, m, v, to] = views(tf, x, scale, offset, mean, variance, y);
    loops.normalize(source, to, factor, shift, m, v, epsilon, relu, residual && views(tf, residual)[0]);
    return [y];
  },
  batchNormGradient: (tf, [dy, x, scale, mean, variance], { epsilon }) => {
    const [dx, dscale, doffset] = [allocate(tf, x.shape), allocate(tf, scale.shape), allocate(tf, scale.shape)];
    const [gradient, source, factor, m, v, to, ds, d] = views(tf, dy, x, scale, mean, variance, dx, dscale, doffset);
    loops.normalizeGradient(gradient, source, factor, m, v, epsilon, to, ds, d);
    return [dx, dscale, doffset];
  },

  adam: (tf, inputs, attributes) => {
    const [parameter] = inputs;
    const outputs = [0, 1, 2].map(() => allocate(tf, parameter.shape));
    const [p, g, m, v, settings, newP, newM, newV] = views(tf, ...inputs, ...outputs);
    loops.adam(p, g, m, v, settings, newP, newM, newV, attributes);
    return outputs;
  },
};
