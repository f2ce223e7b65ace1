import { key, purpose } from "../common/random.ts";
import type { Model, Parameter, Weights } from "./model.ts";
import { roleOf } from "./roles.ts";

/** Fresh weights of all parameters, or of those that `wanted` lets through; the same seed gives the same numbers. */
export function initialize(model: Model, seed: number, wanted: (p: Parameter) => boolean = () => true): Weights {
  const fresh = model.parameters.map((p, k) => ({ p, stream: key(seed, purpose.initialize, k) })).filter(({ p }) => wanted(p));
  return Object.fromEntries(fresh.map(({ p, stream }) => [p.name, { shape: p.shape, data: roleOf(p).initial(p.shape, stream) }]));
}
