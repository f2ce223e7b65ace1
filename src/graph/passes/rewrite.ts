import type { Graph, Node, Value } from "../graph.ts";

/** For each value, the node that makes it. */
export function producers(graph: Graph): Map<Value, Node> {
  return new Map(graph.nodes.flatMap(node => node.outputs.map(output => [output, node] as const)));
}

/** For each value, how many nodes read it; fetched and stored values count once more. */
export function useCounts(graph: Graph): Map<Value, number> {
  const counts = new Map<Value, number>();
  const read = (value: Value) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(read);
  for (const named of [graph.fetches, graph.updates]) Object.values(named).forEach(read);
  return counts;
}
