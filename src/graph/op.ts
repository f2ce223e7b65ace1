import type { Shape, Tensor } from "../common/tensor.ts";
import type { GraphBuilder } from "./build.ts";
import type { Node, OpAttributes, OpName, Value } from "./graph.ts";

/** Everything that exp knows of one op. Engines add only how to run it. */
export interface Op<K extends OpName> {
  /** Shapes of the outputs. Throws, with the extents, on inputs that do not fit. */
  shapes(inputs: readonly Shape[], attributes: OpAttributes[K]): Shape[];
  /**
   * Gradients of the inputs, in terms of other ops; `null` where an input has none. `dy[i]` is the gradient of output i, or
   * `null` where nothing depends on it. `needs[i]` is false if the gradient of input i will not be used.
   */
  gradient?(g: GraphBuilder, node: Node<K>, dy: readonly (Value | null)[], needs: readonly boolean[]): (Value | null)[];
  /**
   * The outputs, made of other ops: for engines that have no row for this one, or none for these shapes. Appends the nodes, each input being
   * there already.
   */
  decompose?(g: GraphBuilder, node: Node<K>): Value[];
  /** The meaning, in plain loops: what every engine is held to. */
  reference(inputs: readonly Tensor[], attributes: OpAttributes[K], outputs: readonly Shape[]): Float32Array[];
  /** Floating-point operations of one run. Bytes moved follow from the shapes. */
  flops(inputs: readonly Shape[], outputs: readonly Shape[], attributes: OpAttributes[K]): number;
  /** Small cases for the tests that walk every op: engines against the reference, gradients against finite differences. */
  examples: Example<K>[];
}

export interface Example<K extends OpName> {
  inputs: Shape[];
  attributes: OpAttributes[K];
  /** How input values are drawn; uniform in [-1, 1] by default. `labels`: whole numbers below `classes`. */
  values?: (ExampleValues | undefined)[];
}
export type ExampleValues =
  | { kind: "uniform"; from: number; to: number }
  | { kind: "labels"; classes: number }
  | { kind: "given"; values: number[] };
