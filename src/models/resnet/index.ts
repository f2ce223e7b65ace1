import type { Shape } from "../../common/tensor.ts";
import type { GraphBuilder } from "../../graph/build.ts";
import type { Value } from "../../graph/graph.ts";
import { batchNorm, batchNormParameters, convolution } from "../layers.ts";
import type { Body, Parameter } from "../model.ts";
import { type Block, type Convolution, outputsOf, type ResnetRow, type Stem, stageBlocks, stageName, stems } from "./blocks.ts";
import { layersOf } from "./layers.ts";
import { dialects, normOf } from "./names.ts";

function parametersOf({ name, side, inputs, outputs }: Convolution, group: number): Parameter[] {
  const filter: Shape = [side, side, inputs, outputs];
  return [{ name: `${name}.weight`, shape: filter, role: "filter", group }, ...batchNormParameters(normOf(name), outputs, group)];
}

/** Residual networks (He et al., 2015) as torchvision builds them, whose `fc` is left to the head. */
export const resnet = (row: ResnetRow) => (): Body => {
  const { convolution: stem, pool, groups }: Stem = stems[row.stem];
  const stages = stageBlocks(row);

  const conv = (b: GraphBuilder, x: Value, c: Convolution): Value =>
    convolution(b, x, `${c.name}.weight`, [c.side, c.side, c.inputs, c.outputs], c.stride);

  function residual(b: GraphBuilder, x: Value, block: Block, training: boolean, activations: Record<string, Value>): Value {
    const normalized = (x: Value, c: Convolution): Value => batchNorm(b, conv(b, x, c), normOf(c.name), training);
    let y = x;
    for (const c of block.convolutions) {
      y = normalized(y, c);
      if (c !== block.convolutions.at(-1)) y = b.op("relu", [y], {});
      activations[c.name] = y;
    }
    const { downsample } = block;
    const shortcut = downsample === null ? x : normalized(x, downsample);
    if (downsample) activations[downsample.name] = shortcut;
    activations[block.name] = b.op("relu", [b.op("add", [y, shortcut], {})], {});
    return activations[block.name];
  }

  return {
    groups,
    parameters: [
      ...parametersOf(stem, 0),
      ...stages
        .flat()
        .flatMap(block => [
          ...block.convolutions.flatMap(c => parametersOf(c, block.group)),
          ...(block.downsample ? parametersOf(block.downsample, block.group) : []),
        ]),
    ],
    layers: layersOf(stems[row.stem], stages),
    features: { channels: outputsOf(stages.at(-1)![0]), pooled: false },
    library: "torchvision",
    dialects,
    classifier: "fc",
    forward(b, x, { training }) {
      const first = b.op("relu", [batchNorm(b, conv(b, x, stem), "bn1", training)], {});
      const activations: Record<string, Value> = { [stem.name]: first };
      let y = pool ? b.op("maxPool", [first], pool) : first;
      for (const [s, stage] of stages.entries()) {
        for (const block of stage) y = residual(b, y, block, training, activations);
        activations[stageName(s)] = y;
      }
      return { features: y, activations };
    },
  };
};
