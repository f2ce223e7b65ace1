import type { Graph, Node, Value } from "../../graph/graph.ts";
import { producers, useCounts } from "../../graph/passes/rewrite.ts";
import { updateNodes } from "./updates.ts";

/**
 * The same nodes, with each parameter's update right behind its gradient and the last reader of its old value, where the graph has it at
 * the end: so no gradient waits in memory, and most are still in the cache.
 */
export function updateEarly(graph: Graph): Graph {
  const updates = updateNodes(graph);
  const isUpdate = (node: Node): boolean => updates.has(node);
  const made = new Map<Value, number>();
  const read = new Map<Value, number>();
  const others = graph.nodes.filter(node => !isUpdate(node));
  for (const [i, node] of others.entries()) {
    for (const output of node.outputs) made.set(output, i);
    for (const input of node.inputs) read.set(input, i);
  }
  const behind = others.map((): Node[] => []);
  const first: Node[] = [];
  const late: Node[] = [];
  for (const node of graph.nodes.filter(isUpdate)) {
    const places = node.inputs.flatMap(input => [made.get(input) ?? -1, read.get(input) ?? -1]);
    // An update of what another one made stays in its order.
    const isChained = node.inputs.some(input => graph.nodes.some(other => isUpdate(other) && other.outputs.includes(input)));
    const place = Math.max(-1, ...places);
    (isChained ? late : place < 0 ? first : behind[place]).push(node);
  }
  const isReadByOthers = graph.nodes.some(node => isUpdate(node) && node.outputs.some(output => read.has(output)));
  if (isReadByOthers) return graph;
  return { ...graph, nodes: [...first, ...others.flatMap((node, i) => [node, ...behind[i]]), ...late] };
}

/**
 * The relu gradients that only a batch norm's gradient reads: that takes dy where y > 0 as it goes, and the masked map is never written.
 * Gives for each such batch norm gradient the node that vanishes.
 */
export function masks(graph: Graph): Map<Node, Node<"reluGradient">> {
  const made = producers(graph);
  const uses = useCounts(graph);
  const found = new Map<Node, Node<"reluGradient">>();
  for (const node of graph.nodes) {
    const before = node.op === "batchNormGradient" ? made.get(node.inputs[0]) : undefined;
    if (before?.op === "reluGradient" && uses.get(node.inputs[0]) === 1) found.set(node, before as Node<"reluGradient">);
  }
  return found;
}
