import { type Shape, size, type Tensor } from "../../common/tensor.ts";
import type { Parameter } from "../model.ts";

/** torch stores filters OIHW and linear weights `[out, in]`; we store HWIO and `[in, out]`: `[O, I, taps]` there is `[taps, I, O]` here. */
interface Axes {
  outputs: number;
  inputs: number;
  taps: number;
}

function axesOf({ kind, shape }: Parameter): Axes | null {
  if (kind === "filter") return { outputs: shape[3], inputs: shape[2], taps: shape[0] * shape[1] };
  if (kind === "linear") return { outputs: shape[1], inputs: shape[0], taps: 1 };
  return null;
}

/** The shape that torch gives a parameter. */
export function torchShape({ kind, shape }: Parameter): Shape {
  if (kind === "filter") return [shape[3], shape[2], shape[0], shape[1]];
  return kind === "linear" ? [shape[1], shape[0]] : shape;
}

/** `[a, b, c]` to `[c, b, a]`. */
function reverseAxes(from: Float32Array, a: number, b: number, c: number): Float32Array {
  const to = new Float32Array(from.length);
  for (let k = 0; k < c; k++) {
    for (let j = 0; j < b; j++) {
      const row = (k * b + j) * a;
      for (let i = 0; i < a; i++) to[row + i] = from[(i * b + j) * c + k];
    }
  }
  return to;
}

/** Torch's elements of a parameter, in our layout. Throws where their number does not fit. */
export function fromTorch(p: Parameter, data: Float32Array): Tensor {
  if (data.length !== size(p.shape)) throw new Error(`${p.name}: ${data.length} elements for ${p.shape.join("x")}`);
  const axes = axesOf(p);
  return { shape: p.shape, data: axes ? reverseAxes(data, axes.outputs, axes.inputs, axes.taps) : data };
}

/** The reverse. */
export function toTorch(p: Parameter, { data }: Tensor): Tensor {
  const axes = axesOf(p);
  return { shape: torchShape(p), data: axes ? reverseAxes(data, axes.taps, axes.inputs, axes.outputs) : data };
}
