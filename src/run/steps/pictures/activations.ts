import { normaliseBytes } from "../../../data/pixels/normalise.ts";
import { seenImage } from "../../../data/seen_image.ts";
import type { PictureSpec } from "../../../language/program.ts";
import { activationGraph } from "../../../train/graphs.ts";
import { drawChannelMaps } from "../../../visualize/channel_maps.ts";
import type { Drawing } from "../../../visualize/picture.ts";
import type { LayerShown } from "./layer_shown.ts";

export async function activationsPicture(
  { context: { model, session, loaderOptions }, step, layer, title }: LayerShown,
  { image: path }: PictureSpec & { kind: "activations" },
): Promise<Drawing> {
  const { imageSize } = loaderOptions;
  const image = await seenImage(path, loaderOptions);
  const images = new Float32Array(image.data.length);
  normaliseBytes(image.data, images, 0);
  const graph = activationGraph(model, { batchSize: 1, imageSize }, layer.name);
  const executable = await session.compile(graph);
  try {
    const { activations } = await executable.run({ images }, ["images"]);
    const shape = graph.shapes[graph.fetches.activations];
    return await drawChannelMaps({ activations: { shape, data: activations }, image, path, title, asked: step.channels });
  } finally {
    await executable.dispose();
  }
}
