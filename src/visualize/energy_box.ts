import type { Square } from "./receptive_box.ts";

/** What a square holds of the energy of a projection. */
export const energyShare = 0.95;
/** A square is no smaller than this share of the receptive field, so that its surroundings are visible. */
const leastShare = 1 / 4;

/** The smallest square within `field` that holds most of the energy (the sum of squares) of a projection, `[S, S, 3]`; the field itself where there is none. */
export function energyBox(projection: Float32Array, imageSize: number, field: Square): Square {
  const sums = summed(projection, imageSize, field);
  const wide = field.side + 1;
  const total = sums[wide * wide - 1];
  if (!(total > 0)) return field;
  const best = (side: number): Square & { energy: number } => {
    let found = { left: 0, top: 0, side, energy: -1 };
    for (let top = 0; top + side <= field.side; top++)
      for (let left = 0; left + side <= field.side; left++) {
        const at = (y: number, x: number) => sums[(top + y) * wide + left + x];
        const energy = at(side, side) - at(0, side) - at(side, 0) + at(0, 0);
        if (energy > found.energy) found = { left, top, side, energy };
      }
    return found;
  };
  let [low, high] = [Math.max(1, Math.ceil(leastShare * field.side)), field.side];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (best(middle).energy >= energyShare * total) high = middle;
    else low = middle + 1;
  }
  const { left, top, side } = best(low);
  return { left: field.left + left, top: field.top + top, side };
}

/** The energy above and to the left of each place of the field, `[side + 1, side + 1]`. */
function summed(projection: Float32Array, imageSize: number, { left, top, side }: Square): Float64Array {
  const wide = side + 1;
  const sums = new Float64Array(wide * wide);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const start = ((top + y) * imageSize + left + x) * 3;
      const own = projection[start] ** 2 + projection[start + 1] ** 2 + projection[start + 2] ** 2;
      const i = (y + 1) * wide + x + 1;
      sums[i] = own + sums[i - 1] + sums[i - wide] - sums[i - wide - 1];
    }
  return sums;
}
