import type { Shape, Tensor } from "../common/tensor.ts";
import type { GraphBuilder } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import type { RoleName } from "./roles.ts";

/** A network: its parameters as data, and how to build its forward graph. */
export interface Model {
  name: string;
  classes: number;
  /** In the order of torch's `state_dict`, running statistics included, `num_batches_tracked` left out. */
  parameters: Parameter[];
  /** Names of the parameter groups, from stem to head (fastai: stem to layer2, layer3 and layer4, head). */
  groups: string[];
  /** What `visualize` can show, from the pixels on: each output of a stage comes after the layers that it is made of. */
  layers: Layer[];
  /** Adds the network to a graph whose state holds `parameters` by name. `x` is NHWC. */
  forward(b: GraphBuilder, x: Value, options: ForwardOptions): Forward;
}

export interface Parameter {
  /** torchvision's name: `layer1.0.conv1.weight`; those of the head are `head.…`. */
  name: string;
  /** In our layout: filters HWIO, linear weights `[in, out]`. */
  shape: Shape;
  role: RoleName;
  /** Index into `groups`. */
  group: number;
}

export interface Layer {
  /** Of those that `visualize layer N` counts: the stem and the stages, from 1. Null of the others, which only have a name. */
  number: number | null;
  /** torchvision's name: `conv1`, `layer1.0.conv1`, `layer1.0`, `layer1`, … */
  name: string;
  channels: number;
  /** The filters themselves where the layer sees pixels (the stem), else null. */
  filter: string | null;
  /** Pixels of the input that one unit sees (side of its receptive field), the step between neighbors, and the center of the first. */
  receptiveField: { size: number; stride: number; offset: number };
}

export interface ForwardOptions {
  /** Batch statistics, running statistics updated, dropout on. */
  training: boolean;
  /** Probability before the last linear layer; half of it before the first (fastai's `ps`). */
  dropout: number;
  seed: number;
  /** A fed scalar that counts training steps: the counter of dropout. Needed where `training` and `dropout > 0`. */
  counter?: Value;
}
export interface Forward {
  logits: Value;
  /** Output of each of `layers` by its name, NHWC: after its batch norm, and after its relu where it has one before the next layer. */
  activations: Record<string, Value>;
}

/** Layers that go by number, first to last. */
export const numberedLayers = ({ layers }: Pick<Model, "layers">): (Layer & { number: number })[] =>
  layers.filter((layer): layer is Layer & { number: number } => layer.number !== null);

/** The layer of that name. Throws where there is none; the check has said so before. */
export function layerNamed({ name: model, layers }: { name: string; layers: readonly Layer[] }, name: string): Layer {
  const layer = layers.find(layer => layer.name === name);
  if (!layer) throw new Error(`${model} has no layer ${name}`);
  return layer;
}

/** Named tensors in our layout. */
export type Weights = Record<string, Tensor>;
