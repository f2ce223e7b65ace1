import type { Graph, Value } from "../graph.ts";

/** Drops nodes that no fetch and no update depends on. */
export function deadCode(graph: Graph): Graph {
  const needed = new Set<Value>([...Object.values(graph.fetches), ...Object.values(graph.updates)]);
  const nodes = graph.nodes
    .toReversed()
    .filter(node => {
      if (!node.outputs.some(output => needed.has(output))) return false;
      for (const input of node.inputs) needed.add(input);
      return true;
    })
    .toReversed();
  return { ...graph, nodes };
}
