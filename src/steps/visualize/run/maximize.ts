import { Failure } from "../../../common/failure.ts";
import { Interrupted } from "../../../common/interrupted.ts";
import type { ChannelSurvey } from "../../../visualize/channels.ts";
import { constantFeeds, firstState, lastFeeds, maximizedSide, maximizeGraph, stepFeeds } from "../../../visualize/maximize.ts";
import { drawMaximized, type Maximized, mostMaximized } from "../../../visualize/maximized_grid.ts";
import type { Drawing } from "../../../visualize/picture.ts";
import { stillRises } from "../../../visualize/rising.ts";
import type { PictureSpec } from "../spec.ts";
import type { LayerShown } from "./layer_shown.ts";

export async function maximizePicture(shown: LayerShown, { steps }: PictureSpec & { kind: "maximize" }): Promise<Drawing> {
  const { step, title } = shown;
  const survey = await shown.survey();
  const chosen = survey.chosen(mostMaximized, step.channels);
  const images: Maximized[] = [];
  for (let from = 0; from < chosen.length; from += mostMaximized)
    images.push(...(await maximized(shown, survey, chosen.slice(from, from + mostMaximized), steps)));
  return drawMaximized(images, { title, which: survey.describe(chosen, step.channels).which, steps });
}

async function maximized(
  { context: { plan, model, session, loaderOptions, signal }, layer, title }: LayerShown,
  survey: ChannelSurvey,
  channels: readonly number[],
  steps: number,
): Promise<Maximized[]> {
  const side = maximizedSide(layer, loaderOptions.imageSize);
  const options = { count: channels.length, side, layer: layer.name };
  const feeds = constantFeeds(options, channels, layer.channels);
  await session.write(firstState(options, channels, plan.seed));
  const executable = await session.compile(maximizeGraph(model, options));
  try {
    const risen: Float32Array[] = [];
    for (let step = 1; step <= steps; step++) {
      if (signal.aborted) throw new Interrupted();
      risen.push((await executable.run({ ...feeds, ...stepFeeds(side, step, plan.seed) })).responses);
    }
    const { rgb, maps } = await executable.run({ ...feeds, ...lastFeeds(side, steps) });
    if (!rgb.every(Number.isFinite))
      throw new Failure("experiment", `${title}: its activations are not finite numbers`, "train again with a lower `rate`");
    const part = (values: Float32Array, i: number) =>
      values.subarray((i * values.length) / channels.length, ((i + 1) * values.length) / channels.length);
    return channels.map((channel, i) => ({
      channel,
      side,
      rgb: part(rgb, i),
      made: Math.max(0, ...part(maps, i)),
      seen: survey.responsesOf(channel)[0]?.value ?? 0,
      stillRises: stillRises(risen.map(responses => responses[i])),
    }));
  } finally {
    await executable.dispose();
  }
}
