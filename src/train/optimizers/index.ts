import { adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

export const optimizers = { adam, sgd } satisfies Record<string, Optimizer>;

export type OptimizerName = keyof typeof optimizers;

/** fastai's. A plan names only an optimizer that is not this one. */
export const defaultOptimizer: OptimizerName = "adam";

/** Names of an optimizer's tensors beside a parameter, in the session and in checkpoints. */
export const stateNames = (optimizer: OptimizerName, parameter: string): string[] =>
  optimizers[optimizer].state.map(name => `${optimizer}/${parameter}/${name}`);
