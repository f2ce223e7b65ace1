import type { Graph, Node, Value } from "../graph.ts";
import { producers, useCounts } from "./rewrite.ts";

const isBatchNorm = (node: Node | undefined): node is Node<"batchNorm" | "batchNormInference"> =>
  node !== undefined && (node.op === "batchNorm" || node.op === "batchNormInference");

/** A batch norm that takes neither relu nor residual yet, and whose plain output only one node reads. */
const isFree = (node: Node<"batchNorm" | "batchNormInference">, uses: Map<Value, number>) =>
  !node.attributes.relu && node.inputs.length === (node.op === "batchNorm" ? 3 : 5) && uses.get(node.outputs[0]) === 1;

/**
 * relu(batchNorm(x) + residual?) becomes one node, so that the map is read and written once. Run after the gradient is taken: that of
 * the relu needs only its output, that of the batch norm only its input and statistics, so nothing reads the values that vanish.
 */
export function fuseBatchNorm(graph: Graph): Graph {
  const made = producers(graph);
  const uses = useCounts(graph);
  const dropped = new Set<Node>();
  const replaced = new Map<Node, Node>();

  for (const relu of graph.nodes) {
    if (relu.op !== "relu") continue;
    const [x] = relu.inputs;
    const before = made.get(x);
    const fuse = (norm: Node<"batchNorm" | "batchNormInference">, residual: Value[], between: Node[]) => {
      for (const node of [norm, ...between]) dropped.add(node);
      // The fused node stands where the relu stood, so that the residual has been computed.
      replaced.set(relu, {
        op: norm.op,
        inputs: [...norm.inputs, ...residual],
        attributes: { ...norm.attributes, relu: true },
        outputs: [relu.outputs[0], ...norm.outputs.slice(1)],
      } as Node);
    };
    if (isBatchNorm(before) && isFree(before, uses)) fuse(before, [], []);
    else if (before?.op === "add" && uses.get(x) === 1) {
      const [a, b] = before.inputs;
      const sameShapes = graph.shapes[a].join() === graph.shapes[b].join();
      for (const [branch, other] of [
        [a, b],
        [b, a],
      ]) {
        const norm = made.get(branch);
        if (sameShapes && isBatchNorm(norm) && isFree(norm, uses) && !dropped.has(norm)) {
          fuse(norm, [other], [before]);
          break;
        }
      }
    }
  }
  return { ...graph, nodes: reorder(graph.nodes.filter(node => !dropped.has(node)).map(node => replaced.get(node) ?? node)) };
}

/**
 * Statistics of a fused batch norm now appear later than before; nodes that read them (running averages) move behind it.
 * A stable topological order: each node as early as its inputs allow.
 */
function reorder(nodes: Node[]): Node[] {
  const pending = new Set(nodes.flatMap(node => node.outputs));
  const ordered: Node[] = [];
  let waiting = nodes;
  while (waiting.length > 0) {
    const later: Node[] = [];
    for (const node of waiting) {
      if (node.inputs.some(input => pending.has(input))) {
        later.push(node);
        continue;
      }
      ordered.push(node);
      for (const output of node.outputs) pending.delete(output);
    }
    if (later.length === waiting.length) throw new Error("reorder: the graph has a cycle");
    waiting = later;
  }
  return ordered;
}
