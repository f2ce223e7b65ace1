import type { Layer } from "./model.ts";

export type ReceptiveField = Layer["receptiveField"];

/**
 * What a unit sees after one more window of `side` and `stride`, padded so that its center stays on the grid (pad = (side - 1) / 2): the
 * recurrences of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (2019). Pixels of the input.
 */
export function growReceptiveField({ size, stride, offset }: ReceptiveField, side: number, step: number): ReceptiveField {
  // The first unit is centered on the first unit below, because the padding reaches half a window out.
  return { size: size + (side - 1) * stride, stride: stride * step, offset };
}
