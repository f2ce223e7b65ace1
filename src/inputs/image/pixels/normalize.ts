import { imagenet } from "./imagenet.ts";

const scale = imagenet.deviation.map(deviation => 1 / (255 * deviation));
const shift = imagenet.mean.map((mean, channel) => -mean / imagenet.deviation[channel]);

/** What each of the 256 values of each channel becomes. */
const tables = scale.map((s, channel) => Float32Array.from({ length: 256 }, (_, value) => value * s + shift[channel]));

/** `[side, side, 3]` uint8 into `out` from `offset` on, by the ImageNet statistics. */
export function normalizeBytes(source: Uint8Array, out: Float32Array, offset: number): void {
  const [red, green, blue] = tables;
  for (let i = 0, o = offset; i < source.length; i += 3, o += 3) {
    out[o] = red[source[i]];
    out[o + 1] = green[source[i + 1]];
    out[o + 2] = blue[source[i + 2]];
  }
}

/** `values[from..to)` of 0..255, in place. */
export function normalizeFloats(values: Float32Array, from: number, to: number): void {
  const [r, g, b] = scale;
  const [r0, g0, b0] = shift;
  for (let i = from; i < to; i += 3) {
    values[i] = values[i] * r + r0;
    values[i + 1] = values[i + 1] * g + g0;
    values[i + 2] = values[i + 2] * b + b0;
  }
}
