import { mix } from "../../src/common/random.ts";
import { size, type Tensor } from "../../src/common/tensor.ts";
import type { Model, Parameter, Weights } from "../../src/models/model.ts";
import { roleOf } from "../../src/models/roles.ts";
import { fromTorch, torchShape } from "../../src/models/weights/layout.ts";

/** The formulas by which test/fixtures/reference.json was made with torchvision and fastai; nothing but numbers travels. */

/** Element i is mix(i + seed · 1000003) / 2^32 · 2 - 1, in double precision. */
export function uniform(seed: number, n: number): Float64Array {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = (mix((i + seed * 1000003) | 0) / 2 ** 32) * 2 - 1;
  return values;
}

/** Deterministic weights of a model: the k-th tensor of torch's state_dict from `uniform(k + 1)`. */
export function fill(model: Model): Weights {
  const draw = (p: Parameter, k: number): Tensor => {
    const shape = torchShape(p);
    const u = uniform(k + 1, size(shape));
    const spread = roleOf(p).torchAxes ? Math.sqrt(3 / size(shape.slice(1))) : 0.1;
    const center = p.role === "batchNormScale" || p.role === "runningVariance" ? 1 : 0;
    const values = new Float32Array(u.length);
    for (let i = 0; i < u.length; i++) values[i] = center + spread * u[i];
    return fromTorch(p, values);
  };
  return Object.fromEntries(model.parameters.map((p, k) => [p.name, draw(p, k)]));
}

/** `[n, size, size, 3]`, from the values in torch's order. */
export function images(seed: number, n: number, side: number): Float32Array {
  const u = uniform(seed, n * 3 * side * side);
  const pixels = side * side;
  return Float32Array.from({ length: u.length }, (_, i) => {
    const c = i % 3;
    const p = Math.floor(i / 3);
    return u[(Math.floor(p / pixels) * 3 + c) * pixels + (p % pixels)];
  });
}

export const labels = (n: number, classes: number): Float32Array => Float32Array.from({ length: n }, (_, i) => (7 * i + 3) % classes);
