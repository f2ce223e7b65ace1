import type { Shape } from "../common/tensor.ts";
import type { GraphBuilder } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import { classifier, fastaiHead, type HeadKind } from "./head.ts";
import { batchNorm, batchNormParameters, convolution } from "./layers.ts";
import type { Forward, ForwardOptions, Layer, Model, Parameter } from "./model.ts";
import { growReceptiveField, type ReceptiveField } from "./receptive_field.ts";

/** Residual networks (He et al., 2015) as torchvision builds them: in bottlenecks the 3x3 convolution has the stride. */
export interface ResnetRow {
  block: "basic" | "bottleneck";
  stem: keyof typeof stems;
  /** Blocks in each stage. */
  layers: readonly number[];
}

interface Convolution {
  name: string;
  side: number;
  inputs: number;
  outputs: number;
  stride: number;
}

/** The convolutions of a block, each followed by its batch norm `bnN`; the last one has no relu of its own. */
const blocks = {
  basic: {
    expansion: 1,
    convolutions: (inputs: number, width: number, stride: number): Omit<Convolution, "name">[] => [
      { side: 3, inputs, outputs: width, stride },
      { side: 3, inputs: width, outputs: width, stride: 1 },
    ],
  },
  bottleneck: {
    expansion: 4,
    convolutions: (inputs: number, width: number, stride: number): Omit<Convolution, "name">[] => [
      { side: 1, inputs, outputs: width, stride: 1 },
      { side: 3, inputs: width, outputs: width, stride },
      { side: 1, inputs: width, outputs: 4 * width, stride: 1 },
    ],
  },
};

interface Block {
  name: string;
  group: number;
  convolutions: Convolution[];
  /** A 1x1 convolution on the shortcut, where the shape changes. */
  downsample: Convolution | null;
}

/** The first layers. `groups` is fastai's split: that of torchvision's resnets, and the default one, body and head, of any other model. */
const stems = {
  /** For photos: the map has a quarter of the image's side. */
  imagenet: {
    convolution: { name: "conv1", side: 7, inputs: 3, outputs: 64, stride: 2 },
    pool: { size: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    groups: ["stem to layer2", "layer3 and layer4", "head"],
    groupOfStage: [0, 0, 1, 1],
  },
  /** For images of about 32 pixels (He et al., section 4.2). */
  cifar: {
    convolution: { name: "conv1", side: 3, inputs: 3, outputs: 16, stride: 1 },
    pool: null,
    groups: ["body", "head"],
    groupOfStage: [0, 0, 0],
  },
} satisfies Record<string, Stem>;

interface Stem {
  convolution: Convolution;
  pool: { size: [number, number]; strides: [number, number]; pads: [number, number, number, number] } | null;
  groups: string[];
  groupOfStage: number[];
}

const stageName = (stage: number): string => `layer${stage + 1}`;

function stageBlocks({ block, layers, stem }: ResnetRow): Block[][] {
  const { expansion, convolutions } = blocks[block];
  const { convolution, groupOfStage } = stems[stem];
  let inputs = convolution.outputs;
  return layers.map((count, s) =>
    Array.from({ length: count }, (_, i) => {
      const width = convolution.outputs * 2 ** s;
      const stride = i === 0 && s > 0 ? 2 : 1;
      const name = `${stageName(s)}.${i}`;
      const outputs = width * expansion;
      const changes = stride !== 1 || inputs !== outputs;
      const made: Block = {
        name,
        group: groupOfStage[s],
        convolutions: convolutions(inputs, width, stride).map((c, k) => ({ ...c, name: `${name}.conv${k + 1}` })),
        downsample: changes ? { name: `${name}.downsample.0`, side: 1, inputs, outputs, stride } : null,
      };
      inputs = outputs;
      return made;
    }),
  );
}

const normOf = (convolution: string): string => convolution.replace(/conv(\d)$/, "bn$1").replace(/downsample\.0$/, "downsample.1");

function parametersOf({ name, side, inputs, outputs }: Convolution, group: number): Parameter[] {
  const filter: Shape = [side, side, inputs, outputs];
  return [{ name: `${name}.weight`, shape: filter, role: "filter", group }, ...batchNormParameters(normOf(name), outputs, group)];
}

export function createResnet(name: string, row: ResnetRow, classes: number, head: HeadKind): Model {
  const body = stageBlocks(row);
  const { convolution: stem, pool, groups }: Stem = stems[row.stem];
  const features = body.at(-1)![0].convolutions.at(-1)!.outputs;
  const top = head === "fastai" ? fastaiHead(features, classes, groups.length - 1) : classifier(features, classes, groups.length - 1);

  const conv = (b: GraphBuilder, x: Value, c: Convolution): Value =>
    convolution(b, x, `${c.name}.weight`, [c.side, c.side, c.inputs, c.outputs], c.stride);

  function residual(b: GraphBuilder, x: Value, block: Block, training: boolean, activations: Record<string, Value>): Value {
    const normalised = (x: Value, c: Convolution): Value => batchNorm(b, conv(b, x, c), normOf(c.name), training);
    let y = x;
    for (const c of block.convolutions) {
      y = normalised(y, c);
      if (c !== block.convolutions.at(-1)) y = b.op("relu", [y], {});
      activations[c.name] = y;
    }
    const { downsample } = block;
    const shortcut = downsample === null ? x : normalised(x, downsample);
    if (downsample) activations[downsample.name] = shortcut;
    activations[block.name] = b.op("relu", [b.op("add", [y, shortcut], {})], {});
    return activations[block.name];
  }

  return {
    name,
    classes,
    groups,
    parameters: [
      ...parametersOf(stem, 0),
      ...body
        .flat()
        .flatMap(block => [
          ...block.convolutions.flatMap(c => parametersOf(c, block.group)),
          ...(block.downsample ? parametersOf(block.downsample, block.group) : []),
        ]),
      ...top.parameters,
    ],
    layers: layersOf(row.stem, body),
    forward(b: GraphBuilder, x: Value, options: ForwardOptions): Forward {
      const first = b.op("relu", [batchNorm(b, conv(b, x, stem), "bn1", options.training)], {});
      const activations: Record<string, Value> = { [stem.name]: first };
      let y = pool ? b.op("maxPool", [first], pool) : first;
      for (const [s, stage] of body.entries()) {
        for (const block of stage) y = residual(b, y, block, options.training, activations);
        activations[stageName(s)] = y;
      }
      return { logits: top.forward(b, y, options), activations };
    },
  };
}

/** Layer 1 is the stem, as in Zeiler and Fergus; those after it are the outputs of the stages. What they are made of has names only. */
function layersOf(stemName: ResnetRow["stem"], body: Block[][]): Layer[] {
  const { convolution: stem, pool }: Stem = stems[stemName];
  const seen = (field: ReceptiveField, c: Pick<Convolution, "side" | "stride">) => growReceptiveField(field, c.side, c.stride);
  const pixel: ReceptiveField = { size: 1, stride: 1, offset: 0 };
  let field = seen(pixel, stem);
  const layers: Layer[] = [{ number: 1, name: stem.name, channels: stem.outputs, filter: `${stem.name}.weight`, receptiveField: field }];
  const add = (name: string, channels: number, receptiveField: ReceptiveField, number: number | null = null) =>
    layers.push({ number, name, channels, filter: null, receptiveField });
  if (pool) field = seen(field, { side: pool.size[0], stride: pool.strides[0] });
  for (const [s, stage] of body.entries()) {
    for (const { name, convolutions, downsample } of stage) {
      const before = field;
      for (const c of convolutions) {
        field = seen(field, c);
        add(c.name, c.outputs, field);
      }
      if (downsample) add(downsample.name, downsample.outputs, seen(before, downsample));
      add(name, convolutions.at(-1)!.outputs, field);
    }
    add(stageName(s), stage[0].convolutions.at(-1)!.outputs, field, s + 2);
  }
  return layers;
}
