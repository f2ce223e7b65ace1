import type { Tensor } from "../../../common/tensor.ts";
import { normaliseBytes } from "../../../data/pixels/normalise.ts";
import { seenImage } from "../../../data/seen_image.ts";
import type { PictureSpec } from "../../../language/program.ts";
import type { Layer } from "../../../models/model.ts";
import { activationGraph } from "../../../train/graphs.ts";
import { drawChannelMaps, type MapScale } from "../../../visualize/channel_maps.ts";
import type { Drawing, Moment } from "../../../visualize/picture.ts";
import type { RunContext } from "../step.ts";
import type { LayerShown } from "./layer_shown.ts";

type Activations = PictureSpec & { kind: "activations" };

export async function activationsPicture(shown: LayerShown, spec: Activations): Promise<Moment> {
  const { context, layer } = shown;
  const { session, loaderOptions } = context;
  const image = await seenImage(spec.image, loaderOptions);
  const images = new Float32Array(image.data.length);
  normaliseBytes(image.data, images, 0);
  const executable = await session.compile(graphOf(context, layer));
  try {
    const { activations } = await executable.run({ images }, ["images"]);
    return { ...(await drawActivations(shown, spec, activations)), values: activations };
  } finally {
    await executable.dispose();
  }
}

/** The maps of those activations, on the scale of other moments where there is one. */
export async function drawActivations(
  { context, layer, step, title }: Pick<LayerShown, "context" | "layer" | "step" | "title">,
  { image: path }: Activations,
  activations: Float32Array,
  scale?: MapScale,
): Promise<Drawing> {
  const image = await seenImage(path, context.loaderOptions);
  return drawChannelMaps({ activations: tensorOf(context, layer, activations), image, path, title, asked: step.channels, scale });
}

/** The activations of one image as they come from the engine. */
export function tensorOf(context: RunContext, layer: Layer, data: Float32Array): Tensor {
  const { shapes, fetches } = graphOf(context, layer);
  return { shape: shapes[fetches.activations], data };
}

const graphOf = ({ model, loaderOptions: { imageSize } }: RunContext, { name }: Layer) =>
  activationGraph(model, { batchSize: 1, imageSize }, name);
