import { normalizeBytes } from "../../../inputs/image/pixels/normalize.ts";
import { seenImage } from "../../../inputs/image/seen_image.ts";
import type { Layer } from "../../../models/model.ts";
import type { RunContext } from "../../../run/steps/step.ts";
import { activationGraph } from "../../../train/graphs.ts";
import { drawChannelMaps } from "../../../visualize/channel_maps.ts";
import type { Moment } from "../../../visualize/picture.ts";
import type { PictureSpec } from "../spec.ts";
import type { LayerShown } from "./layer_shown.ts";

export async function activationsPicture(
  { context, step, layer, title }: LayerShown,
  { image: path }: PictureSpec & { kind: "activations" },
): Promise<Moment> {
  const { session, loaderOptions } = context;
  const image = await seenImage(path, loaderOptions);
  const images = new Float32Array(image.data.length);
  normalizeBytes(image.data, images, 0);
  const graph = graphOf(context, layer);
  const executable = await session.compile(graph);
  try {
    const { activations } = await executable.run({ images }, ["images"]);
    const shape = graph.shapes[graph.fetches.activations];
    const drawing = await drawChannelMaps({ activations: { shape, data: activations }, image, path, title, asked: step.channels });
    return { ...drawing, values: activations };
  } finally {
    await executable.dispose();
  }
}

/** The shape of the activations of one image as they come from the engine. */
export function activationsShape(context: RunContext, layer: Layer): readonly number[] {
  const { shapes, fetches } = graphOf(context, layer);
  return shapes[fetches.activations];
}

const graphOf = ({ model, loaderOptions: { imageSize } }: RunContext, { name }: Layer) =>
  activationGraph(model, { batchSize: 1, imageSize }, name);
