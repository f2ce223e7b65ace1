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

/**
 * For each node, the state tensors whose new value is there once it has run, and whose old value nobody reads any more: all updates take
 * effect as if after the last node, but each as early as can be, to bound the memory.
 */
export function replacements(graph: Graph): string[][] {
  const last = Math.max(0, graph.nodes.length - 1);
  const lastRead = new Map<Value, number>();
  const made = new Map<Value, number>();
  for (const [i, node] of graph.nodes.entries()) {
    for (const input of node.inputs) lastRead.set(input, i);
    for (const output of node.outputs) made.set(output, i);
  }
  const kept = keptValues({ ...graph, state: {} });
  const result: string[][] = graph.nodes.map(() => []);
  for (const [name, value] of Object.entries(graph.updates)) {
    const old = graph.state[name];
    const readLater = kept.has(old) ? last : (lastRead.get(old) ?? 0);
    // A value that is read after it is stored, or fetched, must stay alive in the run: it is stored at the end.
    const stillRead = Math.max(lastRead.get(value) ?? 0, Object.values(graph.fetches).includes(value) ? last : 0);
    result[Math.max(made.get(value) ?? last, readLater, stillRead)].push(name);
  }
  return result;
}
