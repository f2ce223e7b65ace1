import { key, normal, purpose } from "../common/random.ts";
import { size } from "../common/tensor.ts";
import type { Model, Parameter, Weights } from "./model.ts";

/** Values of a fresh parameter; `draw(i)` is standard normal. */
type Initialiser = (p: Parameter, draw: (i: number) => number) => (i: number) => number;

/** He et al. (2015): normal with deviation sqrt(2 / fan). */
const kaiming =
  (fan: (p: Parameter) => number): Initialiser =>
  (p, draw) => {
    const deviation = Math.sqrt(2 / fan(p));
    return i => deviation * draw(i);
  };
const constant =
  (value: (p: Parameter) => number): Initialiser =>
  p => {
    const filled = value(p);
    return () => filled;
  };

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
  return Object.fromEntries(
    fresh.map(({ p, stream }) => {
      const value = initialisers[p.kind](p, i => normal(stream, i));
      return [p.name, { shape: p.shape, data: Float32Array.from({ length: size(p.shape) }, (_, i) => value(i)) }];
    }),
  );
}
