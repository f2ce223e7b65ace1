import type { Shape } from "../../../common/tensor.ts";
import type { Graph, Node, OpName, Value } from "../../../graph/graph.ts";
import { type Feed, feedsOf } from "../../bind.ts";
import type { Crops, Precision } from "../../engine.ts";
import { runnable } from "../../runnable.ts";
import { feedsOfCrops, seenIn } from "./crops.ts";
import { limits, type OpLowering, rows, type Setting } from "./rows.ts";
import { type Element, type Ssa, tensorType } from "./types.ts";
import { Writer } from "./writer.ts";

export interface LoweringOptions {
  /** Devices that the batch is split over, where it can be divided by them; XLA splits all else accordingly, and every one of them keeps all state. */
  devices: number;
  /** Parts of the batch over each of which batch norm takes its statistics: with 1 the losses are those of one device. */
  normParts: number;
  isCpu: boolean;
  /** Activations and their gradients in bfloat16, and the products of convolutions; all else, and what is kept, in float32. */
  isHalf: boolean;
  /** Products of float32 as such, which graphics cards would round to TensorFloat-32. */
  isExact: boolean;
}

/** What is asked of the lowering; the device says the rest. */
export interface Asked extends Pick<LoweringOptions, "devices"> {
  /** 1 by default. */
  normParts?: number;
  /** What activations are kept and convolved in; by default bfloat16 on a GPU, unless it is to be exact. */
  precision?: Precision | null;
  exact?: boolean;
}

export function loweringFor({ devices, normParts = 1, precision, exact = false }: Asked, isGpu: boolean): LoweringOptions {
  const isHalf = (precision ?? (isGpu && !exact ? "bfloat16" : "float32")) === "bfloat16";
  return { devices, normParts, isHalf, isExact: exact, isCpu: !isGpu };
}

/** With batch norm over all of the batch, or over the part of each device. */
export const normPartsOf = ({ devices = 1, normPerDevice = false }: { devices?: number; normPerDevice?: boolean }): number =>
  normPerDevice ? devices : 1;

/** Whether a feed is split over the devices: it has rows of a batch, and so many as can be divided. */
export const isSplit = ({ isBatched, shape }: Feed, devices: number): boolean => devices > 1 && isBatched && shape[0] % devices === 0;

/** What runs are fed: the inputs of the graph, with crops in place of the feed that they stand for where they are given. */
export function fedTo(graph: Graph, crops?: Crops): Feed[] {
  return feedsOf(graph).flatMap(feed => (feed.name === crops?.feed ? feedsOfCrops(feed.shape[0], crops) : [feed]));
}

/** One function, as StableHLO text. Arguments: states, then what `fedTo` says; results: updates, then fetches; each in the order of the graph. */
export function lower(whole: Graph, options: LoweringOptions, crops?: Crops): string {
  const graph = runnable(whole, rows, limits);
  const w = new Writer(graph.shapes, options.isExact);
  const setting: Setting = { w, ...options };
  const halves = options.isHalf ? activations(graph) : new Set<Value>();
  const elementOf = (value: Value): Element => (halves.has(value) ? "bf16" : "f32");
  const values = new Map<Value, Ssa>();
  const states = Object.entries(graph.state).map(([name, value]) => ({ name, shape: graph.shapes[value] }));
  const given = [...states, ...fedTo(graph, crops)].map(({ name, shape }, i): { name: string; argument: Ssa } => ({
    name,
    argument: { name: `%arg${i}`, shape, element: "f32" },
  }));
  for (const [i, value] of Object.values(graph.state).entries()) values.set(value, given[i].argument);
  const fed = new Map(given.slice(states.length).map(({ name, argument }) => [name, argument]));
  for (const [name, value] of Object.entries(graph.inputs)) values.set(value, fed.get(name)!);
  if (crops) {
    w.comment(crops.feed);
    const [images, side] = graph.shapes[graph.inputs[crops.feed]];
    const parts = feedsOfCrops(images, crops).map(({ name }) => fed.get(name)!);
    values.set(graph.inputs[crops.feed], seenIn(w, parts, crops, side));
  }

  for (const node of graph.nodes) {
    w.comment(node.op);
    const row = rows[node.op] as OpLowering<OpName>;
    const results = [
      row(
        setting,
        node.inputs.map(input => values.get(input)!),
        node.attributes,
        node.outputs,
      ),
    ].flat();
    for (const [i, output] of node.outputs.entries()) values.set(output, w.convert(results[i], elementOf(output)));
  }

  const { devices } = options;
  const split = new Set(
    fedTo(graph, crops)
      .filter(feed => isSplit(feed, devices))
      .map(({ name }) => name),
  );
  const results = [...Object.values(graph.updates), ...Object.values(graph.fetches)].map(value => w.convert(values.get(value)!, "f32"));

  // A state that is replaced gives its memory to what replaces it.
  const replacedBy = new Map(Object.keys(graph.updates).map((name, i) => [name, i]));
  const parameters = given.map(({ name, argument }, i) => {
    const isState = i < states.length;
    const result = isState ? replacedBy.get(name) : undefined;
    const attributes = [
      ...(result === undefined ? [] : [`tf.aliasing_output = ${result} : i32`]),
      ...sharding(!isState && split.has(name) ? [devices, ...argument.shape.slice(1).map(() => 1)] : null, devices),
    ];
    return `${argument.name}: ${tensorType(argument)}${braced(attributes)}`;
  });
  const returned = results.map(result => `${tensorType(result)}${braced(sharding(null, devices))}`);
  return `module @exp attributes {mhlo.num_partitions = ${devices} : i32, mhlo.num_replicas = 1 : i32} {
  // ${given.map(({ name }, i) => `%arg${i} ${name}`).join(", ")}
  func.func public @main(${parameters.join(", ")}) -> (${returned.join(", ")}) {
${w.lines.map(line => `    ${line}\n`).join("")}    return ${results.map(({ name }) => name).join(", ")} : ${results.map(tensorType).join(", ")}
  }
}
`;
}

const braced = (attributes: readonly string[]): string => (attributes.length === 0 ? "" : ` {${attributes.join(", ")}}`);

/** How a value lies on several devices: cut so many times along each axis, or whole on each. */
const sharding = (cuts: readonly number[] | null, devices: number): string[] => {
  if (devices === 1) return [];
  return [`mhlo.sharding = "${cuts ? `{devices=[${cuts.join(",")}]<=[${devices}]}` : "{replicated}"}"`];
};

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
