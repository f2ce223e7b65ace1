import { size, type Tensor } from "../../common/tensor.ts";
import type { Graph, Node, Value } from "../graph.ts";
import { opOf } from "../ops/index.ts";

/** Constants up to this many elements are written into the graph; greater ones are cheaper to compute than to send. */
const greatestConstant = 1024;

/** Computes nodes whose inputs are all constants, once, by the reference meaning. */
export function constantFolding(graph: Graph): Graph {
  const known = new Map<Value, Tensor>();
  const nodes = graph.nodes.map((node): Node => {
    const shapes = node.outputs.map(output => graph.shapes[output]);
    const inputs = node.inputs.map(input => known.get(input));
    const foldable = node.outputs.length === 1 && size(shapes[0]) <= greatestConstant && inputs.every(input => input !== undefined);
    if (!foldable) return node;
    const [data] = opOf(node.op).reference(inputs as Tensor[], node.attributes, shapes);
    known.set(node.outputs[0], { shape: shapes[0], data });
    const values = data.every(value => value === data[0]) ? [data[0]] : [...data];
    return { op: "constant", inputs: [], attributes: { shape: shapes[0], values }, outputs: node.outputs };
  });
  return { ...graph, nodes };
}
