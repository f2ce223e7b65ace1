import { sameShape, size, type Tensor } from "../common/tensor.ts";
import type { Graph, Value } from "./graph.ts";
import { opOf } from "./ops/index.ts";

/**
 * Runs a graph by the reference meaning of its ops: slow and plain, what every engine is compared with.
 * `state` is changed in place by the graph's updates. Throws where a feed or a state is missing or has another size.
 */
export function interpret(graph: Graph, state: Record<string, Tensor>, feeds: Record<string, Float32Array>): Record<string, Tensor> {
  const values = new Map<Value, Tensor>();
  const bind = (kind: string, name: string, value: Value, data: Float32Array | undefined) => {
    const shape = graph.shapes[value];
    if (data?.length !== size(shape))
      throw new Error(`${kind} ${name} has ${data?.length ?? "no"} elements, the graph expects ${size(shape)}`);
    values.set(value, { shape, data });
  };
  for (const [name, value] of Object.entries(graph.inputs)) bind("feed", name, value, feeds[name]);
  for (const [name, value] of Object.entries(graph.state)) bind("state", name, value, state[name]?.data);

  for (const node of graph.nodes) {
    const shapes = node.outputs.map(output => graph.shapes[output]);
    const results = opOf(node.op).reference(
      node.inputs.map(input => values.get(input)!),
      node.attributes,
      shapes,
    );
    for (const [i, data] of results.entries()) values.set(node.outputs[i], { shape: shapes[i], data });
  }

  for (const [name, value] of Object.entries(graph.updates)) {
    const next = values.get(value)!;
    if (!sameShape(next.shape, graph.shapes[graph.state[name]])) throw new Error(`update of ${name} changes its shape`);
    state[name] = next;
  }
  return Object.fromEntries(Object.entries(graph.fetches).map(([name, value]) => [name, values.get(value)!]));
}
