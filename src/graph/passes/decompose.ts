import type { Shape } from "../../common/tensor.ts";
import { GraphBuilder } from "../build.ts";
import type { Graph, Node, Value } from "../graph.ts";
import { opOf } from "../ops/index.ts";

/** Whether a node can be run as it is. */
export type Runs = (node: Node, shapes: readonly Shape[]) => boolean;

/**
 * The same results with only nodes that `runs` accepts: any other is replaced by what its op says that it is made of, until all can run.
 * Gives the graph itself where nothing has to be replaced. Throws where an op that cannot run is made of nothing else.
 */
export function decompose(graph: Graph, runs: Runs): Graph {
  if (graph.nodes.every(node => runs(node, graph.shapes))) return graph;
  const b = new GraphBuilder({ ...graph, nodes: [], shapes: [...graph.shapes] });
  const replaced = new Map<Value, Value>();
  const now = (value: Value): Value => replaced.get(value) ?? value;
  const place = (original: Node): void => {
    const node = { ...original, inputs: original.inputs.map(now) };
    const { nodes, shapes } = b.graph;
    if (runs(node, shapes)) {
      nodes.push(node);
      return;
    }
    const start = nodes.length;
    const made = opOf(node.op).decompose?.(b, node);
    if (!made)
      throw new Error(`${node.op} of ${node.inputs.map(input => shapes[input].join("x")).join(", ")} cannot run, nor be decomposed`);
    for (const part of nodes.splice(start)) place(part);
    for (const [i, output] of node.outputs.entries()) replaced.set(output, now(made[i]));
  };
  for (const node of graph.nodes) place(node);
  const named = (values: Record<string, Value>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, now(value)]));
  return { ...b.graph, updates: named(graph.updates), fetches: named(graph.fetches) };
}
