import type { Graph, Node } from "../../graph/graph.ts";

/**
 * The nodes that are a whole update, as a fused step of an optimizer is: each output replaces a state that the node itself reads. With each, the names
 * of those states, in the order of the outputs.
 */
export function updateNodes(graph: Graph): Map<Node, string[]> {
  const replaced = Object.entries(graph.updates);
  const found = new Map<Node, string[]>();
  for (const node of graph.nodes) {
    const names = node.outputs.map(
      output => replaced.find(([name, value]) => value === output && node.inputs.includes(graph.state[name]))?.[0],
    );
    if (names.every(name => name !== undefined)) found.set(node, names);
  }
  return found;
}
