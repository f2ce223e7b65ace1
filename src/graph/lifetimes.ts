import type { Graph, Value } from "./graph.ts";

/** Values that outlive the run: fetched, stored as state, or given from outside. */
export const keptValues = (graph: Graph): Set<Value> =>
  new Set([graph.inputs, graph.state, graph.updates, graph.fetches].flatMap(named => Object.values(named)));

/** For each node, the values that may be freed once it has run: computed in the graph, not kept, and used by no later node. */
export function lastUses(graph: Graph): Value[][] {
  const kept = keptValues(graph);
  const last = new Map<Value, number>();
  graph.nodes.forEach((node, i) => {
    for (const value of [...node.inputs, ...node.outputs]) if (!kept.has(value)) last.set(value, i);
  });
  const freed: Value[][] = graph.nodes.map(() => []);
  for (const [value, i] of last) freed[i].push(value);
  return freed;
}
