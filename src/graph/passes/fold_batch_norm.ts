import { GraphBuilder } from "../build.ts";
import type { Graph, Node, Value } from "../graph.ts";
import { producers, useCounts } from "./rewrite.ts";

/**
 * batchNormInference(conv2d(x, w)) becomes conv2d(x, w·s, bias) with s = scale / sqrt(variance + epsilon) and bias = offset - mean·s, its relu
 * and residual taken along. The small products stay in the graph, so weights may change between runs.
 */
export function foldBatchNorm(graph: Graph): Graph {
  const made = producers(graph);
  const uses = useCounts(graph);
  const folded = new Map<Node, Node<"batchNormInference">>();
  for (const node of graph.nodes) {
    if (node.op !== "batchNormInference") continue;
    const conv = made.get(node.inputs[0]);
    if (conv?.op === "conv2d" && conv.inputs.length === 2 && uses.get(conv.outputs[0]) === 1)
      folded.set(conv, node as Node<"batchNormInference">);
  }

  const b = new GraphBuilder();
  Object.assign(b.graph, { ...graph, shapes: [...graph.shapes], nodes: [] });
  const norms = new Map([...folded].map(([conv, norm]) => [norm as Node, conv as Node<"conv2d">]));
  for (const node of graph.nodes) {
    if (folded.has(node)) continue;
    const conv = norms.get(node);
    if (!conv) b.graph.nodes.push(node);
    else b.graph.nodes.push(foldedConvolution(b, conv, node as Node<"batchNormInference">));
  }
  return b.graph;
}

function foldedConvolution(b: GraphBuilder, conv: Node<"conv2d">, norm: Node<"batchNormInference">): Node {
  const [x, filter] = conv.inputs;
  const [, scale, offset, mean, variance, ...residual] = norm.inputs;
  const deviation = b.op("sqrt", [b.op("add", [variance, b.constant(norm.attributes.epsilon)], {})], {});
  const factor: Value = b.op("div", [scale, deviation], {});
  const scaled = b.op("mul", [filter, factor], {});
  const bias = b.op("sub", [offset, b.op("mul", [mean, factor], {})], {});
  return {
    op: "conv2d",
    inputs: [x, scaled, bias, ...residual],
    attributes: { ...conv.attributes, relu: norm.attributes.relu },
    outputs: norm.outputs,
  } as Node;
}
