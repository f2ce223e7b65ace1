import { fillNormal, key, purpose } from "../common/random.ts";
import { size } from "../common/tensor.ts";
import type { Model, Parameter, Weights } from "./model.ts";

/** Fresh values of a parameter, from its own stream of random numbers. */
type Initialiser = (p: Parameter, stream: number) => Float32Array;

/** He et al. (2015): normal with deviation sqrt(2 / fan). */
const kaiming =
  (fan: (p: Parameter) => number): Initialiser =>
  (p, stream) => {
    const values = new Float32Array(size(p.shape));
    fillNormal(values, stream, Math.sqrt(2 / fan(p)));
    return values;
  };
const constant =
  (value: (p: Parameter) => number): Initialiser =>
  p =>
    new Float32Array(size(p.shape)).fill(value(p));

/** fastai's batch norms start with a small offset; torchvision's with none. */
const isHead = (p: Parameter) => p.name.startsWith("head.");

/** Filters by what goes out, as torchvision; linear layers by what comes in, as fastai's head. */
const initialisers: Record<Parameter["kind"], Initialiser> = {
  filter: kaiming(({ shape }) => shape[0] * shape[1] * shape[3]),
  linear: kaiming(({ shape }) => shape[0]),
  bias: constant(() => 0),
  scale: constant(() => 1),
  offset: constant(p => (isHead(p) ? 1e-3 : 0)),
  mean: constant(() => 0),
  variance: constant(() => 1),
};

/** Fresh weights of all parameters, or of those that `wanted` lets through; the same seed gives the same numbers. */
export function initialise(model: Model, seed: number, wanted: (p: Parameter) => boolean = () => true): Weights {
  const fresh = model.parameters.map((p, k) => ({ p, stream: key(seed, purpose.initialise, k) })).filter(({ p }) => wanted(p));
  return Object.fromEntries(fresh.map(({ p, stream }) => [p.name, { shape: p.shape, data: initialisers[p.kind](p, stream) }]));
}
