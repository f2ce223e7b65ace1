import { reflect } from "../../../common/pixels.ts";
import type { Square } from "./corruption.ts";

/** A plane of numbers, row by row. */
export interface Plane {
  width: number;
  height: number;
  /** Numbers of each place. */
  channels: number;
  data: Float32Array;
}

export const planeOf = ({ side, data }: Square): Plane => ({ width: side, height: side, channels: 3, data });
export const squareOf = ({ width, data }: Plane): Square => ({ side: width, data });

/** Normal weights that add up to 1, out to four deviations; one weight where the deviation is next to nothing. */
function gaussian(deviation: number): Float32Array {
  const radius = deviation < 0.1 ? 0 : Math.max(1, Math.ceil(4 * deviation));
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    radius === 0 ? 1 : Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map(weight => weight / sum);
}

/** Blurred by a normal distribution of this deviation, pixels: one side after the other. The edges are mirrored. */
export function gaussianBlur(plane: Plane, deviation: number): Plane {
  const weights = gaussian(deviation);
  return weights.length === 1 ? plane : along(along(plane, weights, true), weights, false);
}

function along({ width, height, channels, data }: Plane, weights: Float32Array, across: boolean): Plane {
  const out = new Float32Array(data.length);
  const radius = weights.length >> 1;
  const extent = across ? width : height;
  const places = Int32Array.from({ length: extent + 2 * radius }, (_, i) => reflect(i - radius, extent));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const o = (y * width + x) * channels;
      for (let k = 0; k < weights.length; k++) {
        const place = places[(across ? x : y) + k];
        const i = (across ? y * width + place : place * width + x) * channels;
        for (let c = 0; c < channels; c++) out[o + c] += weights[k] * data[i + c];
      }
    }
  }
  return { width, height, channels, data: out };
}

/** A weight at a distance from the pixel. */
export interface Tap {
  x: number;
  y: number;
  weight: number;
}

/** Each pixel becomes the weighted mean of those at the taps, whose distances may be fractions of a pixel; the edges are mirrored. */
export function tapped(plane: Plane, taps: readonly Tap[]): Plane {
  const { width, height, channels, data } = plane;
  const out = new Float32Array(data.length);
  const sum = taps.reduce((total, { weight }) => total + weight, 0);
  for (const { x: dx, y: dy, weight } of taps) {
    const add = Number.isInteger(dx) && Number.isInteger(dy) ? readPixel : readInto;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) add(plane, x + dx, y + dy, weight / sum, out, (y * width + x) * channels);
    }
  }
  return { width, height, channels, data: out };
}

/** Adds a pixel times `weight`. */
function readPixel({ width, height, channels, data }: Plane, x: number, y: number, weight: number, out: Float32Array, o: number): void {
  const i = (reflect(y, height) * width + reflect(x, width)) * channels;
  for (let c = 0; c < channels; c++) out[o + c] += weight * data[i + c];
}

/** Adds what lies at a place between pixels, linear, times `weight`. */
export function readInto(
  { width, height, channels, data }: Plane,
  x: number,
  y: number,
  weight: number,
  out: Float32Array,
  o: number,
): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const [x0, x1] = [reflect(left, width), reflect(left + 1, width)];
  const [y0, y1] = [reflect(top, height) * width, reflect(top + 1, height) * width];
  for (let c = 0; c < channels; c++) {
    const above = data[(y0 + x0) * channels + c] * (1 - fx) + data[(y0 + x1) * channels + c] * fx;
    const below = data[(y1 + x0) * channels + c] * (1 - fx) + data[(y1 + x1) * channels + c] * fx;
    out[o + c] += weight * (above * (1 - fy) + below * fy);
  }
}

/** Smeared to one side along a line: a kernel that falls off as a normal distribution, out to `radius` pixels. `angle` in radians. */
export function motion(plane: Plane, radius: number, deviation: number, angle: number): Plane {
  const steps = Math.max(1, Math.round(2 * radius));
  const taps = Array.from({ length: steps + 1 }, (_, t) => ({
    x: t * Math.cos(angle),
    y: t * Math.sin(angle),
    weight: Math.exp(-(t ** 2) / (2 * Math.max(deviation, 0.3) ** 2)),
  }));
  return tapped(plane, taps);
}

/** Magnified about its center, and cut to its size. */
export function magnified(plane: Plane, factor: number): Plane {
  const { width, height, channels } = plane;
  const out = new Float32Array(plane.data.length);
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) readInto(plane, cx + (x - cx) / factor, cy + (y - cy) / factor, 1, out, (y * width + x) * channels);
  return { width, height, channels, data: out };
}
