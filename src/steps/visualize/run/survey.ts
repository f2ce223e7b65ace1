import { Interrupted } from "../../../common/interrupted.ts";
import { wholeValidation } from "../../../data/data.ts";
import { movedFeeds, namedFeeds } from "../../../inputs/image/feeds.ts";
import type { Layer } from "../../../models/model.ts";
import { withCompiled } from "../../../run/steps/compiled.ts";
import type { RunContext } from "../../../run/steps/step.ts";
import { activationGraph } from "../../../train/graphs.ts";
import { ChannelSurvey } from "../../../visualize/channels.ts";

/** Runs the validation images through the model up to the layer, and keeps each channel's strongest responses. */
export async function surveyChannels(
  { model, session, loader, loaderOptions: { imageSize }, signal }: RunContext,
  layer: Layer,
  kept: number,
  title: string,
): Promise<ChannelSurvey> {
  const survey = new ChannelSurvey(layer, kept, title);
  const graphOf = (batchSize: number) => activationGraph(model, { batchSize, imageSize }, layer.name);
  await withCompiled(session, graphOf, async compiled => {
    for await (const { feeds, size, samples } of loader.batches(wholeValidation)) {
      if (signal.aborted) throw new Interrupted();
      const { graph, executable } = await compiled(size);
      const { activations } = await executable.run(namedFeeds(feeds), movedFeeds(feeds));
      survey.add(activations, graph.shapes[graph.fetches.activations], samples);
    }
  });
  return survey;
}
