import { bytesPerElement, type Shape, size } from "../../common/tensor.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { type Algorithm, algorithms } from "./algorithms.ts";

/** How oneDNN wants a tensor of four axes. */
export interface Layout {
  /** Its number in the session, and that of the plain layout of the same tensor. */
  id: number;
  plain: number;
  bytes: number;
  /** A map lies as [images][groups][height][width][block] where channels are split so; groups is 0 where it lies in another way. */
  groups: number;
  block: number;
  role: "map" | "filter";
  shape: Shape;
}

/** How a value lies in memory: row by row in its own shape (null), or as oneDNN wants it. */
export type Form = Layout | null;

export const sameForm = (a: Form, b: Form): boolean => a?.id === b?.id;

/** How a convolution is computed: the forms of x or dx, of the filter or its gradient, and of y or dy. */
export interface Described {
  algorithm: Algorithm;
  /** Its index among the direct convolutions of the program. */
  index: number;
  source: Form;
  filter: Form;
  target: Form;
  scratch: number;
}

type ConvolutionName = "conv2d" | "conv2dInputGradient" | "conv2dFilterGradient";
const directions = ["conv2d", "conv2dInputGradient", "conv2dFilterGradient"] satisfies ConvolutionName[];

export const isConvolution = (node: Node): node is Node<ConvolutionName> => (directions as string[]).includes(node.op);

/** x, filter and y of a convolution, or of the one that it is a gradient of. */
export function shapesOf({ shapes }: Graph, node: Node<ConvolutionName>): { x: Shape; filter: Shape; y: Shape } {
  const [a, b] = node.inputs.map(input => shapes[input]);
  const out = shapes[node.outputs[0]];
  switch (node.op) {
    case "conv2d":
      return { x: a, filter: b, y: out };
    case "conv2dInputGradient":
      return { x: out, filter: b, y: a };
    case "conv2dFilterGradient":
      return { x: a, filter: out, y: b };
  }
}

/** A convolution as the addon's `describe` takes it. */
export function convolutionNumbers(graph: Graph, node: Node<ConvolutionName>, algorithm: Algorithm): Float64Array {
  const { x, filter, y } = shapesOf(graph, node);
  const { strides, pads } = node.attributes;
  const forward = node.op === "conv2d" ? (node as Node<"conv2d">) : null;
  const flags = [forward?.inputs[2] !== undefined, forward?.inputs[3] !== undefined, forward?.attributes.relu === true];
  return Float64Array.of(
    directions.indexOf(node.op),
    ...[x[0], x[3], x[1], x[2]],
    ...[y[3], y[1], y[2]],
    ...[filter[0], filter[1]],
    ...strides,
    ...pads,
    ...flags.map(Number),
    algorithms[algorithm],
  );
}

const numbersOfLayout = 5;
const numbersOfDescription = 3 * numbersOfLayout + 1;

/** What the addon's `describe` answers for these nodes. */
export function readDescriptions(
  graph: Graph,
  nodes: readonly Node<ConvolutionName>[],
  chosen: readonly Algorithm[],
  answer: Float64Array,
): Map<Node, Described> {
  let direct = 0;
  const described = nodes.map((node, i): [Node, Described] => {
    const numbers = answer.subarray(i * numbersOfDescription, (i + 1) * numbersOfDescription);
    const layout = (n: number, role: Layout["role"], shape: Shape): Form => {
      const [id, plain, bytes, groups, block] = numbers.subarray(n * numbersOfLayout);
      return id === plain ? null : { id, plain, bytes, groups, block, role, shape };
    };
    const { x, filter, y } = shapesOf(graph, node);
    const forms = { source: layout(0, "map", x), filter: layout(1, "filter", filter), target: layout(2, "map", y) };
    const index = chosen[i] === "direct" ? direct++ : -1;
    return [node, { algorithm: chosen[i], index, ...forms, scratch: numbers.at(-1)! }];
  });
  return new Map(described);
}

export const bytesOf = (form: Form, shape: Shape): number => form?.bytes ?? bytesPerElement * size(shape);

/** A map as our own loops see it: [images][groups][pixels][block]. */
export interface MapExtents {
  images: number;
  groups: number;
  pixels: number;
  block: number;
  channels: number;
}
export function mapExtents(form: Form, shape: Shape): MapExtents {
  const channels = shape.at(-1)!;
  if (form === null) return { images: 1, groups: 1, pixels: size(shape) / channels, block: channels, channels };
  const [images, height, width] = shape;
  return { images, groups: form.groups, pixels: height * width, block: form.block, channels };
}

/** The form where our own loops can walk over it, else plain. */
export const walkable = (form: Form): Form => (form?.role === "map" && form.groups > 0 ? form : null);
