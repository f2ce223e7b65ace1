export type Shape = readonly number[];

/** A dense float32 tensor in row-major order. */
export interface Tensor {
  shape: Shape;
  data: Float32Array;
}

/** Of float32. */
export const bytesPerElement = 4;

export const size = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((extent, axis) => extent === b[axis]);

/** `2x3`, or `scalar`. */
export const formatShape = (shape: Shape): string => (shape.length === 0 ? "scalar" : shape.join("x"));

/** One array of several. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Likewise of several arrays, each by its name. */
export const joinedByName = (parts: readonly Record<string, Float32Array>[]): Record<string, Float32Array> =>
  Object.fromEntries(Object.keys(parts[0] ?? {}).map(name => [name, joined(parts.map(part => part[name]))]));

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; step *= shape[axis--]) strides[axis] = step;
  return strides;
}

/** NumPy's broadcasting: axes aligned from the last, extents equal or one of them 1. Throws where they do not fit. */
export function broadcastShape(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [extentA, extentB] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (extentA !== extentB && extentA !== 1 && extentB !== 1) throw new Error(`cannot broadcast ${formatShape(a)} with ${formatShape(b)}`);
    return extentA === 1 ? extentB : extentA;
  });
}

/** Strides that read a tensor of shape `from` as if it had shape `to`: 0 along broadcast axes. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from);
  const lead = to.length - from.length;
  return to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead]));
}

/** Visits every index of `shape` in row-major order, with the offset that each list of strides gives it. */
export function walk(shape: Shape, strides: readonly (readonly number[])[], visit: (i: number, offsets: readonly number[]) => void): void {
  const index = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(strides.length).fill(0);
  for (let i = 0, n = size(shape); i < n; i++) {
    visit(i, offsets);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++;
      for (let s = 0; s < strides.length; s++) offsets[s] += strides[s][axis];
      if (index[axis] < shape[axis]) break;
      for (let s = 0; s < strides.length; s++) offsets[s] -= strides[s][axis] * shape[axis];
      index[axis] = 0;
    }
  }
}
