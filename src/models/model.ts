import type { Shape, Tensor } from "../common/tensor.ts";
import type { GraphBuilder } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import type { PictureSpec } from "../steps/visualize/spec.ts";
import type { ReceptiveField } from "./receptive_field.ts";
import type { RoleName } from "./roles.ts";

/** What is known of a network, with its head or without. */
interface Network {
  /** In the order of torch's `state_dict`, running statistics included, `num_batches_tracked` left out. */
  parameters: Parameter[];
  /** Names of the parameter groups, from the input on. */
  groups: string[];
  /** What `visualize` can show, from the pixels on: each output of a stage comes after the layers that it is made of. */
  layers: Layer[];
  /** What the body gives to the head: a map `[N, H, W, channels]`, or `[N, channels]` where it pools by itself. */
  features: { channels: number; pooled: boolean };
  /** The library that names the parameters as exp does, and the names of others, by library. */
  library: string;
  dialects: Readonly<Record<string, Dialect>>;
  /** The name that the published weights give to the linear layer at their end. */
  classifier: string;
}

/** From the name of a parameter to that in a file of another library. */
export type Dialect = (parameter: string) => string;

/** What a family of models builds: a network up to its features. */
export interface Body extends Network {
  forward(b: GraphBuilder, x: Value, options: ForwardOptions): Omit<Forward, "output">;
}

/** A network: its parameters as data, and how to build its forward graph. The last group is the head's. */
export interface Model extends Network {
  name: string;
  /** Numbers that it gives for an image. */
  outputs: number;
  /** Adds the network to a graph whose state holds `parameters` by name. `x` is NHWC. */
  forward(b: GraphBuilder, x: Value, options: ForwardOptions): Forward;
}

export interface Parameter {
  /** As the published weights name it: `layer1.0.conv1.weight`; those of the head are `head.…`. */
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
  /** What can be drawn of it. The first is drawn where nothing is asked for. */
  shows: readonly LayerPicture[];
  /** The parameter that `filters` draws, of a layer that sees pixels; else null. */
  filter: string | null;
  /** Null if a unit sees the whole image, as a token of a transformer does. */
  receptiveField: ReceptiveField | null;
}

/** All but `filters` need maps `[N, H, W, C]`; `deconv` also rectified ones. */
export type LayerPicture = PictureSpec["kind"] | "deconv";

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
  /** `[N, outputs]`. */
  output: Value;
  /** What the head sees. */
  features: Value;
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
