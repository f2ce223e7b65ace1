import type { Shape } from "../../../common/tensor.ts";
import type { OpAttributes, Pads, Pair } from "../../../graph/graph.ts";

/** Single passes over plain arrays, for the wasm backend. Inner loops run over neighboring elements. */
type Floats = Float32Array;

/** Side of the square blocks that a transposition moves, so that both sides stay in the cache. */
const block = 32;

/** `[rows, cell, columns]` to `[columns, cell, rows]` where cell = `inner`: for inner 1, a matrix transposition. */
export function transpose(from: Floats, to: Floats, inner: number, rows: number, columns: number): void {
  for (let i = 0; i < inner; i++) {
    for (let r0 = 0; r0 < rows; r0 += block) {
      const r1 = Math.min(rows, r0 + block);
      for (let c0 = 0; c0 < columns; c0 += block) {
        const c1 = Math.min(columns, c0 + block);
        for (let c = c0; c < c1; c++) {
          const target = (c * inner + i) * rows;
          for (let r = r0; r < r1; r++) to[target + r] = from[(r * inner + i) * columns + c];
        }
      }
    }
  }
}

/** NHWC to CHWN. */
export const channelsToImages = (from: Floats, to: Floats, images: number, pixels: number, channels: number): void =>
  transpose(from, to, pixels, images, channels);

/** `[a, b, width]` to `[b, a, width]`. */
export function swapRows(from: Floats, to: Floats, a: number, b: number, width: number): void {
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      const source = (i * b + j) * width;
      const target = (j * a + i) * width;
      for (let k = 0; k < width; k++) to[target + k] = from[source + k];
    }
  }
}

/** Copies the pixels at multiples of `strides` into `[n·h·w, channels]`. */
export function gatherPixels(from: Floats, to: Floats, x: Shape, [n, h, w]: Shape, strides: Pair, channels: number): void {
  let target = 0;
  eachPixel(x, [n, h, w], strides, [0, 0], channels, source => {
    for (let c = 0; c < channels; c++) to[target++] = from[source + c];
  });
}

/** The reverse: `[n·h·w, channels]` to the pixels at multiples of `strides`; the others are left as they are. */
export function scatterPixels(from: Floats, to: Floats, x: Shape, [n, h, w]: Shape, strides: Pair, channels: number): void {
  interleave(from, to, x, [n, h, w], strides, [0, 0], channels);
}

/** Writes `[n,h,w,channels]` to the pixels of x at (row·stride + offset). */
export function interleave(from: Floats, to: Floats, x: Shape, nhw: Shape, strides: Pair, offset: Pair, channels: number): void {
  let source = 0;
  eachPixel(x, nhw, strides, offset, channels, target => {
    for (let c = 0; c < channels; c++) to[target + c] = from[source++];
  });
}

function eachPixel(x: Shape, [n, h, w]: Shape, strides: Pair, offset: Pair, channels: number, visit: (at: number) => void): void {
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < h; r++) {
      const row = (i * x[1] + r * strides[0] + offset[0]) * x[2] + offset[1];
      for (let c = 0; c < w; c++) visit((row + c * strides[1]) * channels);
    }
  }
}

/**
 * Which taps of a filter of `extent` reach the input rows `h = r·stride + phase`: those i with (h + pad - i) divisible by the stride. They read
 * dy rows r + start .. r + start + count - 1, the last by the first such tap.
 */
export interface Taps {
  first: number;
  count: number;
  start: number;
}
export function tapsOf(phase: number, extent: number, stride: number, pad: number): Taps {
  const first = (phase + pad) % stride;
  const count = first < extent ? Math.floor((extent - 1 - first) / stride) + 1 : 0;
  return { first, count, start: (phase + pad - first) / stride - (count - 1) };
}

/** The taps of one grid, in reverse order, with input and output channels swapped: HWIO to `[down, across, O, I]`. */
export function flipFilter(from: Floats, to: Floats, [, fw, inputs, outputs]: Shape, down: Taps, across: Taps, strides: Pair): void {
  const tap = inputs * outputs;
  for (let a = 0; a < down.count; a++) {
    const i = down.first + (down.count - 1 - a) * strides[0];
    for (let b = 0; b < across.count; b++) {
      const j = across.first + (across.count - 1 - b) * strides[1];
      const source = from.subarray((i * fw + j) * tap, (i * fw + j + 1) * tap);
      const target = to.subarray((a * across.count + b) * tap, (a * across.count + b + 1) * tap);
      transpose(source, target, 1, inputs, outputs);
    }
  }
}

/** To the first greatest element of each window, row by row. */
export function maxPoolGradient(
  dy: Floats,
  x: Floats,
  dx: Floats,
  xShape: Shape,
  yShape: Shape,
  window: Pair,
  strides: Pair,
  pads: Pads,
): void {
  const [images, rows, columns, channels] = yShape;
  const [, height, width] = xShape;
  dx.fill(0);
  const best = new Float32Array(channels);
  const place = new Int32Array(channels);
  for (let n = 0; n < images; n++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        best.fill(Number.NEGATIVE_INFINITY);
        place.fill(-1);
        for (let i = 0; i < window[0]; i++) {
          const h = r * strides[0] - pads[0] + i;
          if (h < 0 || h >= height) continue;
          for (let j = 0; j < window[1]; j++) {
            const w = q * strides[1] - pads[2] + j;
            if (w < 0 || w >= width) continue;
            const at = ((n * height + h) * width + w) * channels;
            for (let c = 0; c < channels; c++) {
              const value = x[at + c];
              if (value > best[c] || place[c] < 0) {
                best[c] = value;
                place[c] = at + c;
              }
            }
          }
        }
        const at = ((n * rows + r) * columns + q) * channels;
        for (let c = 0; c < channels; c++) dx[place[c]] += dy[at + c];
      }
    }
  }
}

/** Mean and biased variance of each channel, gathered in double precision. */
export function moments(x: Floats, mean: Floats, variance: Floats): void {
  const channels = mean.length;
  const n = x.length / channels;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let at = 0; at < x.length; at += channels) {
    for (let c = 0; c < channels; c++) {
      const value = x[at + c];
      sums[c] += value;
      squares[c] += value * value;
    }
  }
  for (let c = 0; c < channels; c++) {
    const average = sums[c] / n;
    mean[c] = average;
    variance[c] = Math.max(0, squares[c] / n - average * average);
  }
}

export function normalize(
  x: Floats,
  y: Floats,
  scale: Floats,
  offset: Floats,
  mean: Floats,
  variance: Floats,
  epsilon: number,
  relu: boolean,
  residual?: Floats,
): void {
  const channels = mean.length;
  const factor = Float32Array.from(scale, (s, c) => s / Math.sqrt(variance[c] + epsilon));
  const shift = Float32Array.from(offset, (b, c) => b - mean[c] * factor[c]);
  const floor = relu ? 0 : Number.NEGATIVE_INFINITY;
  for (let at = 0; at < x.length; at += channels) {
    for (let c = 0; c < channels; c++) {
      let value = x[at + c] * factor[c] + shift[c];
      if (residual !== undefined) value += residual[at + c];
      y[at + c] = value < floor ? floor : value;
    }
  }
}

export function normalizeGradient(
  dy: Floats,
  x: Floats,
  scale: Floats,
  mean: Floats,
  variance: Floats,
  epsilon: number,
  dx: Floats,
  dscale: Floats,
  doffset: Floats,
): void {
  const channels = mean.length;
  const n = x.length / channels;
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  for (let at = 0; at < x.length; at += channels) {
    for (let c = 0; c < channels; c++) {
      const gradient = dy[at + c];
      sums[c] += gradient;
      products[c] += gradient * (x[at + c] - mean[c]);
    }
  }
  // dx = a·dy + b·x + d, by channel.
  const [a, b, d] = [new Float32Array(channels), new Float32Array(channels), new Float32Array(channels)];
  for (let c = 0; c < channels; c++) {
    const inverse = 1 / Math.sqrt(variance[c] + epsilon);
    dscale[c] = products[c] * inverse;
    doffset[c] = sums[c];
    a[c] = scale[c] * inverse;
    b[c] = (-a[c] * products[c] * inverse * inverse) / n;
    d[c] = (-a[c] * sums[c]) / n - b[c] * mean[c];
  }
  for (let at = 0; at < x.length; at += channels) {
    for (let c = 0; c < channels; c++) dx[at + c] = a[c] * dy[at + c] + b[c] * x[at + c] + d[c];
  }
}

/** See the op `adam`. The debiased square root is folded: rate·m/d1 / (sqrt(v/d2) + eps) = (rate·sqrt(d2)/d1)·m / (sqrt(v) + eps·sqrt(d2)). */
export function adam(
  p: Floats,
  g: Floats,
  m: Floats,
  v: Floats,
  settings: Floats,
  newP: Floats,
  newM: Floats,
  newV: Floats,
  { squareMomentum, epsilon, weightDecay }: OpAttributes["adam"],
): void {
  const [rate, momentum, step] = settings;
  const root = Math.sqrt(1 - squareMomentum ** step);
  const pace = (rate * root) / (1 - momentum ** step);
  const floor = epsilon * root;
  const keep = 1 - rate * weightDecay;
  for (let i = 0; i < p.length; i++) {
    const gradient = g[i];
    const first = momentum * m[i] + (1 - momentum) * gradient;
    const second = squareMomentum * v[i] + (1 - squareMomentum) * gradient * gradient;
    newM[i] = first;
    newV[i] = second;
    newP[i] = keep * p[i] - (pace * first) / (Math.sqrt(second) + floor);
  }
}
