import type { Layer, LayerPicture } from "../model.ts";
import { growReceptiveField, type ReceptiveField } from "../receptive_field.ts";
import { type Block, type Convolution, outputsOf, type Stem, stageName } from "./blocks.ts";

/** Every layer has maps, rectified there or behind the sum that they go into. */
const ofMaps: readonly LayerPicture[] = ["patches", "deconv", "activations", "maximize"];

/** Layer 1 is the stem, as in Zeiler and Fergus; those after it are the outputs of the stages. What they are made of has names only. */
export function layersOf({ convolution: stem, pool }: Stem, body: Block[][]): Layer[] {
  const seen = (field: ReceptiveField, c: Pick<Convolution, "side" | "stride">) => growReceptiveField(field, c.side, c.stride);
  const pixel: ReceptiveField = { size: 1, stride: 1, offset: 0 };
  let field = seen(pixel, stem);
  const layers: Layer[] = [
    {
      number: 1,
      name: stem.name,
      channels: stem.outputs,
      shows: ["filters", ...ofMaps],
      filter: `${stem.name}.weight`,
      receptiveField: field,
    },
  ];
  const add = (name: string, channels: number, receptiveField: ReceptiveField, number: number | null = null) =>
    layers.push({ number, name, channels, shows: ofMaps, filter: null, receptiveField });
  if (pool) field = seen(field, { side: pool.size[0], stride: pool.strides[0] });
  for (const [s, stage] of body.entries()) {
    for (const block of stage) {
      const before = field;
      for (const c of block.convolutions) {
        field = seen(field, c);
        add(c.name, c.outputs, field);
      }
      const { downsample } = block;
      if (downsample) add(downsample.name, downsample.outputs, seen(before, downsample));
      add(block.name, outputsOf(block), field);
    }
    add(stageName(s), outputsOf(stage[0]), field, s + 2);
  }
  return layers;
}
