import type { Shape } from "../common/tensor.ts";
import type { Graph, Node, OpAttributes, OpName, Value } from "./graph.ts";
import { opOf } from "./ops/index.ts";

/** Grows a graph, inferring and checking shapes on the way. */
export class GraphBuilder {
  readonly graph: Graph;

  constructor(graph: Graph = { nodes: [], shapes: [], inputs: {}, unbatched: [], state: {}, updates: {}, fetches: {} }) {
    this.graph = graph;
  }

  /** A value that every run is fed: with a row for each item of a batch, unless it is not `batched`. Asking twice gives the same value. */
  input(name: string, shape: Shape, { batched = shape.length > 0 } = {}): Value {
    const { inputs, unbatched } = this.graph;
    if (!batched && !(name in inputs)) unbatched.push(name);
    inputs[name] ??= this.#value(shape);
    return inputs[name];
  }

  /** A tensor that lives on the device. Asking twice gives the same value. */
  state(name: string, shape: Shape): Value {
    this.graph.state[name] ??= this.#value(shape);
    return this.graph.state[name];
  }

  /** Filled with one number, or holding all of `values` in row-major order. */
  constant(values: number | readonly number[], shape: Shape = []): Value {
    return this.op("constant", [], { shape, values: typeof values === "number" ? [values] : values });
  }

  /** Appends a node and returns all its outputs. Throws on shapes that do not fit. */
  ops<K extends OpName>(op: K, inputs: Value[], attributes: OpAttributes[K]): Value[] {
    const shapes = opOf(op).shapes(
      inputs.map(input => this.shape(input)),
      attributes,
    );
    const outputs = shapes.map(shape => this.#value(shape));
    this.graph.nodes.push({ op, inputs, attributes, outputs } satisfies Node<K> as unknown as Node);
    return outputs;
  }

  /** Appends a node and returns its first output. */
  op<K extends OpName>(op: K, inputs: Value[], attributes: OpAttributes[K]): Value {
    return this.ops(op, inputs, attributes)[0];
  }

  /** After each run, the state tensor `name` holds `value`. */
  update(name: string, value: Value): void {
    this.graph.updates[name] = value;
  }

  fetch(name: string, value: Value): void {
    this.graph.fetches[name] = value;
  }

  shape(value: Value): Shape {
    return this.graph.shapes[value];
  }

  #value(shape: Shape): Value {
    return this.graph.shapes.push(shape) - 1;
  }
}
