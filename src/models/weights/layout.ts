import { type Shape, size, stridesOf, type Tensor } from "../../common/tensor.ts";
import type { Parameter } from "../model.ts";
import { roleOf } from "../roles.ts";

/** What the layout of a parameter depends on. Torch stores filters OIHW and linear weights `[out, in]`; we store HWIO and `[in, out]`. */
export type Stored = Pick<Parameter, "name" | "shape" | "role">;

/** The shape that torch gives a parameter. */
export function torchShape(p: Stored): Shape {
  const { torchAxes } = roleOf(p);
  return torchAxes ? permuted(p.shape, torchAxes) : p.shape;
}

const permuted = (extents: readonly number[], axes: readonly number[]): number[] => axes.map(axis => extents[axis]);

/** The elements of a tensor of `shape`, in row-major order of its axes in another order. */
function transposed(from: Float32Array, shape: Shape, axes: readonly number[]): Float32Array {
  const loops = loopsOver(shape, axes);
  const to = new Float32Array(from.length);
  let written = 0;
  const copy = (depth: number, start: number): void => {
    const { extent, stride } = loops[depth];
    const end = start + extent * stride;
    if (depth === loops.length - 1) for (let at = start; at < end; at += stride) to[written++] = from[at];
    else for (let at = start; at < end; at += stride) copy(depth + 1, at);
  };
  copy(0, 0);
  return to;
}

/** As few loops as read the axes in that order: of large weights an inner loop of one step would take twice the time. */
function loopsOver(shape: Shape, axes: readonly number[]): { extent: number; stride: number }[] {
  const strides = stridesOf(shape);
  const loops = [{ extent: 1, stride: size(shape) }];
  for (const axis of axes) {
    const [outer, extent, stride] = [loops.at(-1)!, shape[axis], strides[axis]];
    if (outer.stride === extent * stride) loops[loops.length - 1] = { extent: outer.extent * extent, stride };
    else if (extent > 1) loops.push({ extent, stride });
  }
  return loops;
}

/** Torch's elements of a parameter, in our layout. Throws where their number does not fit. */
export function fromTorch(p: Stored, data: Float32Array): Tensor {
  if (data.length !== size(p.shape)) throw new Error(`${p.name}: ${data.length} elements for ${p.shape.join("x")}`);
  const { torchAxes } = roleOf(p);
  if (!torchAxes) return { shape: p.shape, data };
  const back = torchAxes.map((_, axis) => torchAxes.indexOf(axis));
  return { shape: p.shape, data: transposed(data, torchShape(p), back) };
}

/** The reverse. */
export function toTorch(p: Stored, { data }: Tensor): Tensor {
  const { torchAxes } = roleOf(p);
  return { shape: torchShape(p), data: torchAxes ? transposed(data, p.shape, torchAxes) : data };
}
