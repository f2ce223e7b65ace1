import { Interrupted } from "../../../common/interrupted.ts";
import type { Pixels } from "../../../common/pixels.ts";
import { normalizeBytes } from "../../../inputs/image/pixels/normalize.ts";
import { seenImage } from "../../../inputs/image/seen_image.ts";
import { elementsOf } from "../../../inputs/image/shape.ts";
import { deconvBatch, deconvGraph } from "../../../visualize/deconv.ts";
import { channelsShown, drawPatches } from "../../../visualize/patches.ts";
import type { Drawing } from "../../../visualize/picture.ts";
import type { Response } from "../../../visualize/strongest.ts";
import type { PictureSpec } from "../spec.ts";
import type { LayerShown } from "./layer_shown.ts";

export async function patchesPicture(shown: LayerShown, { count, deconv }: PictureSpec & { kind: "patches" }): Promise<Drawing> {
  const { context, step, title } = shown;
  const survey = await shown.survey();
  const chosen = survey.chosen(channelsShown(count, deconv), step.channels);
  const images = new Map<string, Promise<Pixels>>();
  const seen = (path: string) => {
    const image = images.get(path) ?? seenImage(path, context.loaderOptions);
    images.set(path, image);
    return image;
  };
  const responses = chosen.flatMap(channel => survey.responsesOf(channel).map((response, rank) => ({ ...response, channel, rank })));
  const projected = deconv ? await project(shown, responses, seen) : null;
  const { imageSize } = context.loaderOptions;
  const projections = projected && ((channel: number, rank: number) => projected.get(`${channel} ${rank}`)!);
  return drawPatches({ survey, chosen, asked: step.channels, imageSize, title, seen, projections });
}

type Ranked = Response & { channel: number; rank: number };

/** Each response carried back to the pixels of its image, `[S, S, 3]`, by channel and rank. */
async function project(
  { context: { model, session, loaderOptions, signal }, layer }: LayerShown,
  responses: readonly Ranked[],
  seen: (path: string) => Promise<Pixels>,
): Promise<Map<string, Float32Array>> {
  const { imageSize } = loaderOptions;
  const batchSize = deconvBatch(loaderOptions.batchSize);
  const graph = deconvGraph(model, { batchSize, imageSize }, layer.name);
  const [, , width, channels] = graph.shapes[graph.inputs.signal];
  const grid = graph.shapes[graph.inputs.signal].reduce((product, extent) => product * extent, 1) / batchSize;
  const pixels = elementsOf(imageSize);
  const found = new Map<string, Float32Array>();
  const executable = await session.compile(graph);
  try {
    for (let from = 0; from < responses.length; from += batchSize) {
      if (signal.aborted) throw new Interrupted();
      // Where the last batch is short, what remains is gray, and carries nothing.
      const batch = responses.slice(from, from + batchSize);
      const images = new Float32Array(batchSize * pixels);
      const sent = new Float32Array(batchSize * grid);
      for (const [i, { path, y, x, channel, value }] of batch.entries()) {
        normalizeBytes((await seen(path)).data, images, i * pixels);
        sent[i * grid + (y * width + x) * channels + channel] = value;
      }
      const { projections } = await executable.run({ images, signal: sent }, ["images", "signal"]);
      for (const [i, { channel, rank }] of batch.entries())
        found.set(`${channel} ${rank}`, projections.slice(i * pixels, (i + 1) * pixels));
    }
  } finally {
    await executable.dispose();
  }
  return found;
}
