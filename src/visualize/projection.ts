import { imagenet } from "../data/data.ts";
import type { Pixels } from "../data/pixels/image.ts";
import type { ReceptiveField } from "../models/receptive_field.ts";
import { filled } from "./canvas.ts";
import { type Square, squareAround } from "./receptive_box.ts";

/** Least side of what is shown, pixels. */
const leastSide = 16;
/** How much of the energy of a projection lies in what is shown of it. */
const energyShown = 0.98;
/** A few pixels that stand far out would leave all others grey: the scale ends where so large a share of the values does. */
const scaleShare = 0.995;

/**
 * Side of the square around a unit in which almost all the energy of its projection lies: a unit heeds the middle of its field most, and of a deep
 * one, which may be larger than the image, this is what it does see (Luo et al., "Understanding the Effective Receptive Field", 2016).
 */
export function effectiveSide(projection: Float32Array, field: ReceptiveField, imageSize: number, y: number, x: number): number {
  const [row, column] = [y, x].map(position => field.offset + position * field.stride);
  const atDistance = new Float64Array(imageSize + 1);
  for (const [i, value] of projection.entries()) {
    const pixel = Math.floor(i / 3);
    const distance = Math.max(Math.abs(Math.floor(pixel / imageSize) - row), Math.abs((pixel % imageSize) - column));
    atDistance[Math.min(imageSize, Math.ceil(distance))] += value * value;
  }
  const all = atDistance.reduce((sum, energy) => sum + energy, 0);
  let radius = 0;
  for (let within = atDistance[0]; within < energyShown * all; within += atDistance[radius]) radius++;
  return Math.min(imageSize, field.size, Math.max(leastSide, 2 * radius + 1));
}

/** What is shown of the projections of one channel, so that they can be compared: squares of one side, around their units. */
export function effectiveBoxes(
  projections: readonly { projection: Float32Array; y: number; x: number }[],
  field: ReceptiveField,
  imageSize: number,
): Square[] {
  const side = Math.max(...projections.map(({ projection, y, x }) => effectiveSide(projection, field, imageSize, y, x)));
  return projections.map(({ y, x }) => squareAround(field, side, imageSize, y, x));
}

/**
 * A part of what was carried back to the pixels, `[S, S, 3]` in the units of the model's images: 0 is mid-grey, the greatest absolute values
 * in the part full colour.
 */
export function drawProjection(projection: Float32Array, imageSize: number, { left, top, side }: Square): Pixels {
  const values = new Float32Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let i = 0; i < side * 3; i++)
      // The model's images are divided by the deviation of each colour.
      values[y * side * 3 + i] = projection[((top + y) * imageSize + left) * 3 + i] * imagenet.deviation[i % 3];
  const sizes = values.map(Math.abs).sort();
  const greatest = sizes[Math.ceil(scaleShare * (sizes.length - 1))] || sizes.at(-1) || 1;
  const tile = filled(side, side, [0, 0, 0]);
  for (const [i, value] of values.entries()) tile.data[i] = Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, value / greatest)));
  return tile;
}
