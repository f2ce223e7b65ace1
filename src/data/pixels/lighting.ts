const intervals = 4096;
const smallest = 1e-7;

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

/** Lights `values[from..to)`, in 0..255, in place; the result is in 0..255 too. Reads a table of 4096 steps, between which it is straight. */
export function lightAll(values: Float32Array, from: number, to: number, lighting: Lighting): void {
  const table = new Float32Array(intervals + 2);
  for (let i = 0; i <= intervals; i++) table[i] = 255 * light(i / intervals, lighting);
  table[intervals + 1] = table[intervals];
  const scale = intervals / 255;
  for (let i = from; i < to; i++) {
    const place = values[i] * scale;
    const step = place | 0;
    values[i] = table[step] + (table[step + 1] - table[step]) * (place - step);
  }
}
