import { layerNamed } from "../../../models/model.ts";
import type { RunContext } from "../../../run/steps/step.ts";
import type { ChannelSurvey } from "../../../visualize/channels.ts";
import { drawFilters } from "../../../visualize/filters.ts";
import { defaultPatches } from "../../../visualize/patches.ts";
import type { Moment } from "../../../visualize/picture.ts";
import type { VisualizeStep } from "../plan.ts";
import type { PictureSpec } from "../spec.ts";
import { layerTitle } from "../text.ts";
import { activationsPicture } from "./activations.ts";
import type { LayerShown } from "./layer_shown.ts";
import { maximizePicture } from "./maximize.ts";
import { patchesPicture } from "./patches.ts";
import { surveyChannels } from "./survey.ts";

const pictures: { [K in PictureSpec["kind"]]: (shown: LayerShown, spec: PictureSpec & { kind: K }) => Promise<Moment> } = {
  async filters({ context: { session }, step, layer, title }) {
    const filter = (await session.read([layer.filter!]))[layer.filter!];
    return { ...drawFilters(filter, title, { channels: step.channels }), values: filter.data };
  },
  patches: patchesPicture,
  activations: activationsPicture,
  maximize: maximizePicture,
};

/** Draws what the step asks for of the model as it is now, one picture after the other. */
export async function* drawPictures(
  context: RunContext,
  step: VisualizeStep,
): AsyncGenerator<Moment & { spec: PictureSpec; title: string }> {
  const { model } = context;
  const layer = layerNamed(model, step.name);
  const title = `${model.name}, ${layerTitle(step)}`;
  const kept = Math.max(...step.pictures.map(spec => (spec.kind === "patches" ? spec.count : defaultPatches)));
  let survey: Promise<ChannelSurvey> | null = null;
  const shown: LayerShown = { context, step, layer, title, survey: () => (survey ??= surveyChannels(context, layer, kept, title)) };
  for (const spec of step.pictures) {
    const draw = pictures[spec.kind] as (shown: LayerShown, spec: PictureSpec) => Promise<Moment>;
    yield { ...(await draw(shown, spec)), spec, title };
  }
}
