import { size } from "../../src/common/tensor.ts";
import type { GraphBuilder } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Body, Layer, Parameter } from "../../src/models/model.ts";

interface TokensRow {
  /** Side of the squares that an image is cut into, pixels. */
  patch: number;
  channels: number;
  blocks: number;
}

const normParameters = (name: string, channels: number): Parameter[] => [
  { name: `${name}.weight`, shape: [channels], role: "layerNormScale", group: 0 },
  { name: `${name}.bias`, shape: [channels], role: "layerNormOffset", group: 0 },
];

/**
 * A family that has next to nothing in common with residual networks: tokens in place of maps, layer norms in place of batch norms, biases, no
 * receptive fields, and features that are pooled already.
 */
export const tokens =
  ({ patch, channels, blocks }: TokensRow) =>
  (): Body => {
    const names = Array.from({ length: blocks }, (_, i) => `blocks.${i}`);
    const layer = (name: string, number: number): Layer => ({ number, name, channels, shows: [], filter: null, receptiveField: null });

    const norm = (b: GraphBuilder, x: Value, name: string) => {
      const [scale, offset] = ["weight", "bias"].map(leaf => b.state(`${name}.${leaf}`, [channels]));
      return b.op("layerNorm", [x, scale, offset], { epsilon: 1e-6 });
    };
    const linear = (b: GraphBuilder, x: Value, name: string) => {
      const rows = b.op("reshape", [x], { shape: [size(b.shape(x)) / channels, channels] });
      const weight = b.state(`${name}.weight`, [channels, channels]);
      const product = b.op("matmul", [rows, weight], { transposeA: false, transposeB: false });
      return b.op("reshape", [b.op("add", [product, b.state(`${name}.bias`, [channels])], {})], { shape: b.shape(x) });
    };

    return {
      groups: ["body"],
      parameters: [
        { name: "patch_embed.weight", shape: [patch, patch, 3, channels], role: "filter", group: 0 },
        { name: "patch_embed.bias", shape: [channels], role: "bias", group: 0 },
        ...names.flatMap((name): Parameter[] => [
          ...normParameters(`${name}.norm`, channels),
          { name: `${name}.fc.weight`, shape: [channels, channels], role: "linear", group: 0 },
          { name: `${name}.fc.bias`, shape: [channels], role: "bias", group: 0 },
        ]),
        ...normParameters("norm", channels),
      ],
      layers: [
        { ...layer("patch_embed", 1), shows: ["filters"], filter: "patch_embed.weight" },
        ...names.map((name, i) => layer(name, i + 2)),
      ],
      features: { channels, pooled: true },
      library: "timm",
      dialects: { torchvision: name => name.replace(/^blocks\.(\d+)/, "encoder.layer_$1").replace(/^patch_embed/, "conv_proj") },
      classifier: "fc",
      forward(b, x) {
        const filter = b.state("patch_embed.weight", [patch, patch, 3, channels]);
        const map = b.op("conv2d", [x, filter], { strides: [patch, patch], pads: [0, 0, 0, 0], relu: false });
        const [n, height, width] = b.shape(map);
        let y = b.op("add", [map, b.state("patch_embed.bias", [channels])], {});
        y = b.op("reshape", [y], { shape: [n, height * width, channels] });
        const activations: Record<string, Value> = { patch_embed: y };
        for (const name of names) {
          y = b.op("add", [y, b.op("relu", [linear(b, norm(b, y, `${name}.norm`), `${name}.fc`)], {})], {});
          activations[name] = y;
        }
        return { features: b.op("mean", [norm(b, y, "norm")], { axes: [1], keepAxes: false }), activations };
      },
    };
  };
