import type { Pixels } from "../common/pixels.ts";
import { imagenet } from "../inputs/image/pixels/imagenet.ts";
import { filled } from "./canvas.ts";
import type { Square } from "./receptive_box.ts";

/** A few outliers would leave all other pixels gray: the scale ends where this share of the values does. */
const scaleShare = 0.99;

/** A part of what was carried back to the pixels, `[S, S, 3]` in the units of the model's images, which are divided by the deviation of each color. */
export function cutProjection(projection: Float32Array, imageSize: number, { left, top, side }: Square): Float32Array {
  const values = new Float32Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let i = 0; i < side * 3; i++)
      values[y * side * 3 + i] = projection[((top + y) * imageSize + left) * 3 + i] * imagenet.deviation[i % 3];
  return values;
}

/** A square of `[side, side, 3]`: 0 is mid-gray, and almost the greatest of its values full color. */
export function drawProjection(values: Float32Array): Pixels {
  const side = Math.sqrt(values.length / 3);
  const greatest = greatestOf(values);
  const tile = filled(side, side, [0, 0, 0]);
  for (const [i, value] of values.entries()) tile.data[i] = Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, value / greatest)));
  return tile;
}

function greatestOf(values: Float32Array): number {
  const sizes = values.map(Math.abs).sort();
  return sizes[Math.ceil(scaleShare * (sizes.length - 1))] || sizes.at(-1)! || 1;
}
