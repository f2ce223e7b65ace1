/** A residual network as the table of models gives it (He et al., 2015; torchvision's: in bottlenecks the 3x3 convolution has the stride). */
export interface ResnetRow {
  block: keyof typeof blocks;
  stem: keyof typeof stems;
  /** Blocks in each stage. */
  layers: readonly number[];
}

export interface Convolution {
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

export interface Block {
  name: string;
  group: number;
  convolutions: Convolution[];
  /** A 1x1 convolution on the shortcut, where the shape changes. */
  downsample: Convolution | null;
}

/** The first layers. `groups` is fastai's split without the head: that of torchvision's resnets, and the default one of any other model. */
export const stems = {
  /** For photos: the map has a quarter of the image's side. */
  imagenet: {
    convolution: { name: "conv1", side: 7, inputs: 3, outputs: 64, stride: 2 },
    pool: { size: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    groups: ["stem to layer2", "layer3 and layer4"],
    groupOfStage: [0, 0, 1, 1],
  },
  /** For images of about 32 pixels (He et al., section 4.2). */
  cifar: {
    convolution: { name: "conv1", side: 3, inputs: 3, outputs: 16, stride: 1 },
    pool: null,
    groups: ["body"],
    groupOfStage: [0, 0, 0],
  },
} satisfies Record<string, Stem>;

export interface Stem {
  convolution: Convolution;
  pool: { size: [number, number]; strides: [number, number]; pads: [number, number, number, number] } | null;
  groups: string[];
  groupOfStage: number[];
}

export const stageName = (stage: number): string => `layer${stage + 1}`;

export function stageBlocks({ block, layers, stem }: ResnetRow): Block[][] {
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

/** Channels of the last map. */
export const outputsOf = (block: Block): number => block.convolutions.at(-1)!.outputs;
