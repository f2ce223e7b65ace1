import { sameShape, size, type Tensor } from "../../common/tensor.ts";
import type { Graph, Node, Value } from "../../graph/graph.ts";
import { lastUses, replacements } from "../../graph/lifetimes.ts";
import { runnable, ungrouped } from "../runnable.ts";
import { type Kernel, type Kernels, mutable, type Tf, type TfTensor } from "./kernels/kernel.ts";

/** A graph made ready: what to free, and which state to replace, after each node. */
interface CompiledGraph {
  graph: Graph;
  freed: Value[][];
  /** State names whose new value is there, and whose old value nobody reads any more, after each node. */
  replaced: string[][];
}

/** Runs graphs node by node with tfjs kernels. State stays in the backend; intermediate tensors are freed at their last use. */
export class Interpreter {
  readonly #tf: Tf;
  readonly #kernels: Kernels;
  readonly #state = new Map<string, TfTensor>();
  readonly #programs = new Map<number, CompiledGraph>();
  #nextProgram = 0;

  constructor(tf: Tf, kernels: Kernels) {
    this.#tf = tf;
    this.#kernels = kernels;
  }

  write(tensors: Record<string, Tensor>): void {
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      if (data.length !== size(shape)) throw new Error(`state ${name}: ${data.length} elements for shape ${shape.join("x")}`);
      this.#state.get(name)?.dispose();
      this.#state.set(name, this.#tf.tensor(data, mutable(shape), "float32"));
    }
  }

  async read(names: readonly string[]): Promise<Record<string, Tensor>> {
    const read = async (name: string): Promise<[string, Tensor]> => {
      const tensor = this.#state.get(name);
      if (!tensor) throw new Error(`no state is named ${name}`);
      return [name, { shape: tensor.shape, data: await copyOf(tensor) }];
    };
    return Object.fromEntries(await Promise.all(names.map(read)));
  }

  compile(given: Graph): number {
    const graph = runnable(given, this.#kernels, ungrouped);
    this.#programs.set(this.#nextProgram, { graph, freed: lastUses(graph), replaced: replacements(graph) });
    return this.#nextProgram++;
  }

  dispose(program: number): void {
    this.#programs.delete(program);
  }

  get bytes(): number {
    return this.#tf.memory().numBytes;
  }

  async run(
    id: number,
    feeds: Record<string, Float32Array>,
    onNode?: (node: Node, seconds: number) => void,
  ): Promise<Record<string, Float32Array>> {
    const program = this.#programs.get(id);
    if (!program) throw new Error(`graph ${id} is not compiled, or was disposed`);
    const { graph, freed, replaced } = program;
    const values = new Map<Value, TfTensor>();
    this.#bind(graph, feeds, values);
    const fed = Object.values(graph.inputs).map(value => values.get(value)!);
    const owned = new Set<TfTensor>(fed);
    try {
      for (const [i, node] of graph.nodes.entries()) {
        const started = onNode ? performance.now() : 0;
        const outputs = this.#execute(node, graph, values);
        for (const [o, tensor] of outputs.entries()) {
          values.set(node.outputs[o], tensor);
          owned.add(tensor);
        }
        for (const value of freed[i]) {
          const tensor = values.get(value)!;
          owned.delete(tensor);
          tensor.dispose();
        }
        for (const name of replaced[i]) this.#replace(name, values.get(graph.updates[name])!, owned);
        onNode?.(node, (performance.now() - started) / 1000);
      }
      const fetches = Object.entries(graph.fetches).map(async ([name, value]) => [name, await copyOf(values.get(value)!)] as const);
      return Object.fromEntries(await Promise.all(fetches));
    } finally {
      for (const tensor of owned) tensor.dispose();
    }
  }

  #bind(graph: Graph, feeds: Record<string, Float32Array>, values: Map<Value, TfTensor>): void {
    for (const [name, value] of Object.entries(graph.state)) {
      const tensor = this.#state.get(name);
      if (!tensor || !sameShape(tensor.shape, graph.shapes[value])) {
        throw new Error(
          `state ${name} is ${tensor ? tensor.shape.join("x") : "not set"}, the graph expects ${graph.shapes[value].join("x")}`,
        );
      }
      values.set(value, tensor);
    }
    for (const [name, value] of Object.entries(graph.inputs)) {
      const shape = graph.shapes[value];
      const data = feeds[name];
      if (data?.length !== size(shape))
        throw new Error(`feed ${name} has ${data?.length ?? "no"} elements, the graph expects ${shape.join("x")}`);
      values.set(value, this.#tf.tensor(data, mutable(shape), "float32"));
    }
  }

  #execute(node: Node, graph: Graph, values: Map<Value, TfTensor>): TfTensor[] {
    const kernel = this.#kernels[node.op] as Kernel<typeof node.op>;
    const inputs = node.inputs.map(input => values.get(input)!);
    const shapes = node.outputs.map(output => graph.shapes[output]);
    return this.#tf.tidy(() => kernel(this.#tf, inputs, node.attributes, shapes));
  }

  #replace(name: string, next: TfTensor, owned: Set<TfTensor>): void {
    // An update may store a value that the graph does not own (another state, a feed) or stores twice.
    const stored = owned.delete(next) ? next : this.#tf.clone(next);
    this.#state.get(name)?.dispose();
    this.#state.set(name, stored);
  }
}

/** A copy that may be sent to another thread (tfjs may return a view of its memory). */
async function copyOf(tensor: TfTensor): Promise<Float32Array> {
  return new Float32Array((await tensor.data()) as Float32Array);
}
