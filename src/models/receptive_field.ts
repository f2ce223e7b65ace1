/** What a unit of a map sees, pixels of the input: the side of its field, the step to the next unit, and the center of the first. */
export interface ReceptiveField {
  size: number;
  stride: number;
  offset: number;
}

/**
 * What a unit sees after one more window of `side` and `stride`, padded so that its center stays on the grid (pad = (side - 1) / 2): the
 * recurrences of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (2019). Pixels of the input.
 */
export function growReceptiveField({ size, stride, offset }: ReceptiveField, side: number, step: number): ReceptiveField {
  // The first unit is centered on the first unit below, because the padding reaches half a window out.
  return { size: size + (side - 1) * stride, stride: stride * step, offset };
}
