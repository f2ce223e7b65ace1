import type { Shape } from "../../../common/tensor.ts";
import type { Graph, Node, OpName, Value } from "../../../graph/graph.ts";
import { type Row, rows, type Setting } from "./rows.ts";
import { type Element, type Ssa, tensorType } from "./types.ts";
import { Writer } from "./writer.ts";

export interface LoweringOptions {
  /** Devices that the batch is split over: the graph is what one of them does. */
  devices: number;
  /** Whether batch norm takes its statistics over the batch of all of them, so that the losses are those of one device. */
  isSynchronised: boolean;
  /** Activations and their gradients in bfloat16, and the products of convolutions; all else, and what is kept, in float32. */
  isHalf: boolean;
}

/** One function, as StableHLO text. Arguments: states, then feeds; results: updates, then fetches; each in the order of the graph. */
export function lower(graph: Graph, options: LoweringOptions): string {
  const w = new Writer(graph.shapes);
  const setting: Setting = { w, ...options };
  const halves = options.isHalf ? activations(graph) : new Set<Value>();
  const elementOf = (value: Value): Element => (halves.has(value) ? "bf16" : "f32");
  const values = new Map<Value, Ssa>();
  const names = [...Object.entries(graph.state), ...Object.entries(graph.inputs)];
  const given = names.map(([name, value], i): { name: string; argument: Ssa } => {
    const argument: Ssa = { name: `%arg${i}`, shape: graph.shapes[value], element: "f32" };
    values.set(value, argument);
    return { name, argument };
  });

  for (const node of graph.nodes) {
    w.comment(node.op);
    const row = rows[node.op] as Row<OpName>;
    const results = [row(setting, node.inputs.map(input => values.get(input)!), node.attributes, node.outputs)].flat();
    for (const [i, output] of node.outputs.entries()) values.set(output, w.convert(results[i], elementOf(output)));
  }

  const isFromAdam = new Set(graph.nodes.flatMap(node => (node.op === "adam" ? node.outputs : [])));
  const { devices } = options;
  const average = (x: Ssa) => (devices > 1 ? w.binary("multiply", w.sumOverDevices(x, devices), w.fill(1 / devices)) : x);
  const wide = (value: Value) => w.convert(values.get(value)!, "f32");
  const updates = Object.values(graph.updates).map(value => (isFromAdam.has(value) ? wide(value) : average(wide(value))));
  const fetches = Object.values(graph.fetches).map(value => (graph.shapes[value].length === 0 ? average(wide(value)) : wide(value)));
  const results = [...updates, ...fetches];

  // A state that is replaced gives its memory to what replaces it.
  const replacedBy = new Map(Object.keys(graph.updates).map((name, i) => [name, i]));
  const parameters = given.map(({ name, argument }, i) => {
    const result = i < Object.keys(graph.state).length ? replacedBy.get(name) : undefined;
    return `${argument.name}: ${tensorType(argument)}${result === undefined ? "" : ` {tf.aliasing_output = ${result} : i32}`}`;
  });
  return `module @exp attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = ${devices} : i32} {
  // ${given.map(({ name }, i) => `%arg${i} ${name}`).join(", ")}
  func.func public @main(${parameters.join(", ")}) -> (${results.map(tensorType).join(", ")}) {
${w.lines.map(line => `    ${line}\n`).join("")}    return ${results.map(({ name }) => name).join(", ")} : ${results.map(tensorType).join(", ")}
  }
}
`;
}

/** Ops whose images and maps are kept in half of the precision. */
const halved: ReadonlySet<OpName> = new Set<OpName>([
  "conv2d",
  "conv2dInputGradient",
  "maxPool",
  "maxPoolGradient",
  "batchNorm",
  "batchNormGradient",
  "batchNormInference",
  "relu",
  "reluGradient",
  "add",
  "broadcast",
  "mul",
]);
const isMap = (shape: Shape): boolean => shape.length === 4;

const activations = ({ nodes, shapes }: Graph): Set<Value> =>
  new Set(nodes.flatMap(({ op, outputs }: Node) => (halved.has(op) ? outputs.filter(value => isMap(shapes[value])) : [])));
