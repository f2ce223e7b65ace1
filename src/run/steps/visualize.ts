import { join } from "node:path";
import { writeAtomic } from "../../common/files.ts";
import type { PictureSpec } from "../../language/program.ts";
import { type Layer, layerNamed } from "../../models/model.ts";
import type { Plan, VisualizeStep } from "../../plan/plan.ts";
import { layerTitle, pictureStem, pictureTitle } from "../../plan/visualize_text.ts";
import { encodePng } from "../../visualize/canvas.ts";
import type { ChannelSurvey } from "../../visualize/channels.ts";
import { drawFilters } from "../../visualize/filters.ts";
import type { Drawing } from "../../visualize/picture.ts";
import { activationsPicture } from "./pictures/activations.ts";
import type { LayerShown } from "./pictures/layer_shown.ts";
import { maximizePicture } from "./pictures/maximize.ts";
import { patchesPicture } from "./pictures/patches.ts";
import { surveyChannels } from "./pictures/survey.ts";
import type { StepRunner } from "./step.ts";

const pictures: { [K in PictureSpec["kind"]]: (shown: LayerShown, spec: PictureSpec & { kind: K }) => Promise<Drawing> } = {
  filters: async ({ context: { session }, step, layer, title }) =>
    drawFilters((await session.read([layer.filter!]))[layer.filter!], title, step.channels),
  patches: patchesPicture,
  activations: activationsPicture,
  maximize: maximizePicture,
};

/** Draws what the step asks for, one picture after the other. */
export const visualize: StepRunner<VisualizeStep> = async (context, step, index) => {
  const { plan, model, folder, emit } = context;
  const layer = layerNamed(model, step.name);
  const title = `${model.name}, ${layerTitle(step)}`;
  const kept = Math.max(1, ...step.pictures.map(spec => (spec.kind === "patches" ? spec.count : 9)));
  let survey: Promise<ChannelSurvey> | null = null;
  const shown: LayerShown = { context, step, layer, title, survey: () => (survey ??= surveyChannels(context, layer, kept, title)) };
  for (const spec of step.pictures) {
    const draw = pictures[spec.kind] as (shown: LayerShown, spec: PictureSpec) => Promise<Drawing>;
    const { canvas, caption, alt } = await draw(shown, spec);
    const file = join(folder, "pictures", pictureName(plan, index, layer, spec));
    await writeAtomic(file, await encodePng(canvas));
    emit({ event: "picture", step: index, title: pictureTitle(title, spec), file, caption, alt });
  }
};

/** `layer-1.png`, `layer-4-maximize.png`, `layer2.0.conv1.png`; drawn again, after more training, `layer-1-2.png`. */
function pictureName({ steps }: Plan, index: number, layer: Layer, spec: PictureSpec): string {
  const before = steps
    .slice(0, index)
    .filter(step => step.kind === "visualize" && step.name === layer.name && step.pictures.some(({ kind }) => kind === spec.kind)).length;
  return `${pictureStem(layer, spec)}${before > 0 ? `-${before + 1}` : ""}.png`;
}
