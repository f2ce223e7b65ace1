import { type Shape, size, type Tensor, walk } from "../../common/tensor.ts";
import type { Parameter } from "../model.ts";

/** Where each of our axes lies in torch's tensor: filters OIHW there and HWIO here, linear weights `[out, in]` there and `[in, out]` here. */
const axesInTorch: Partial<Record<Parameter["kind"], readonly number[]>> = { filter: [2, 3, 1, 0], linear: [1, 0] };

const identity = (shape: Shape) => shape.map((_, axis) => axis);

/** The shape that torch gives a parameter. */
export function torchShape(p: Parameter): Shape {
  const axes = axesInTorch[p.kind] ?? identity(p.shape);
  const shape = new Array<number>(axes.length);
  for (const [ours, theirs] of axes.entries()) shape[theirs] = p.shape[ours];
  return shape;
}

/** Strides that walk torch's tensor in our order. */
function stridesInTorch(p: Parameter): number[] {
  const shape = torchShape(p);
  const axes = axesInTorch[p.kind] ?? identity(p.shape);
  return axes.map(theirs => size(shape.slice(theirs + 1)));
}

/** Torch's elements of a parameter, in our layout. Throws where their number does not fit. */
export function fromTorch(p: Parameter, data: Float32Array): Tensor {
  if (data.length !== size(p.shape)) throw new Error(`${p.name}: ${data.length} elements for ${p.shape.join("x")}`);
  const ours = new Float32Array(data.length);
  walk(p.shape, [stridesInTorch(p)], (i, [from]) => {
    ours[i] = data[from];
  });
  return { shape: p.shape, data: ours };
}

/** The reverse. */
export function toTorch(p: Parameter, { data }: Tensor): Tensor {
  const theirs = new Float32Array(data.length);
  walk(p.shape, [stridesInTorch(p)], (i, [to]) => {
    theirs[to] = data[i];
  });
  return { shape: torchShape(p), data: theirs };
}
