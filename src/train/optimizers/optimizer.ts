import type { GraphBuilder } from "../../graph/build.ts";
import type { Value } from "../../graph/graph.ts";

/** One step of an optimizer for one parameter. */
export interface Update {
  parameter: Value;
  gradient: Value;
  /** In the order of the optimizer's `state`. */
  state: Value[];
  /** Fed at each step `[3]`: learning rate, momentum, and the number of the step, from 1. */
  settings: Value;
  /** Decoupled: the parameter loses this share, times the learning rate. 0 where it is not to decay. */
  weightDecay: number;
}

export interface Optimizer {
  doc: string;
  /** Its tensors beside each parameter, of the parameter's shape; they begin at zero. */
  state: readonly string[];
  /** Appends the step. Gives the parameter and the state after it, in order. */
  update(b: GraphBuilder, update: Update): { parameter: Value; state: Value[] };
}
