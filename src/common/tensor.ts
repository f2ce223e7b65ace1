export type Shape = readonly number[];

/** A dense float32 tensor in row-major order. */
export interface Tensor {
  shape: Shape;
  data: Float32Array;
}

export const size = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);
