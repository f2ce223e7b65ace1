import { imagenet } from "./imagenet.ts";

/** Steps of the table, between which it is straight: nowhere 0.1 of 255 from the curve. */
const intervals = 2048;
const smallest = 1e-7;

/** Of the three channels, for the image at hand. The last value is for the place just after white. */
const tables = Array.from({ length: 3 }, () => new Float32Array(intervals + 2));

/** How an image is lit: fastai's `Brightness` adds `shift` to the logit of each value, then its `Contrast` multiplies it by `scale`. */
export interface Lighting {
  shift: number;
  scale: number;
}

/** fastai's `lighting`, of one value in [0, 1]; its logit is clamped at 1e-7 from either end. */
export function light(value: number, { shift, scale }: Lighting): number {
  const x = Math.min(1 - smallest, Math.max(smallest, value));
  return 1 / (1 + Math.exp(-(Math.log(x / (1 - x)) + shift) * scale));
}

/** Lights `values[from..to)`, of 0..255, and normalizes them by the ImageNet statistics, in place: one reading of a table each. */
export function lightAndNormalize(values: Float32Array, from: number, to: number, lighting: Lighting): void {
  const [red, green, blue] = tables;
  for (let i = 0; i <= intervals + 1; i++) {
    const lit = light(i / intervals, lighting);
    for (let channel = 0; channel < 3; channel++) tables[channel][i] = (lit - imagenet.mean[channel]) / imagenet.deviation[channel];
  }
  const scale = intervals / 255;
  for (let i = from; i < to; i += 3) {
    values[i] = read(red, values[i] * scale);
    values[i + 1] = read(green, values[i + 1] * scale);
    values[i + 2] = read(blue, values[i + 2] * scale);
  }
}

function read(table: Float32Array, place: number): number {
  const step = place | 0;
  const below = table[step];
  return below + (table[step + 1] - below) * (place - step);
}
