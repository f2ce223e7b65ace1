import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { writeAtomic } from "../../common/files.ts";
import { layerNamed } from "../../models/model.ts";
import type { RunContext, StepRunner } from "../../run/steps/step.ts";
import { drawAnimation, drawBeforeAndAfter } from "../../visualize/animation.ts";
import { encodePng } from "../../visualize/canvas.ts";
import type { VisualizeStep } from "./plan.ts";
import { drawPictures } from "./run/draw.ts";
import { framesFolder, framesIn } from "./run/frames.ts";
import { redraw } from "./run/redraw.ts";
import type { PictureSpec } from "./spec.ts";
import { layerTitle, pictureStem, pictureTitle } from "./text.ts";

/** Draws what the step asks for: of the model as it is now, or of the training before. */
export const visualize: StepRunner<VisualizeStep> = async (context, step, index) => {
  if (step.frames) return visualizeTraining(context, step, index);
  for await (const { spec, title, canvas, caption, alt } of drawPictures(context, step)) {
    const file = pictureFile(context, index, step, spec, "png");
    await writeAtomic(file, await encodePng(canvas));
    context.emit({ event: "picture", step: index, title: pictureTitle(title, spec), file, caption, alt });
  }
};

/** The frames that were drawn during the training: the first beside the last, and all of them in motion. */
async function visualizeTraining(context: RunContext, step: VisualizeStep, index: number): Promise<void> {
  const { model, folder, emit } = context;
  const layer = layerNamed(model, step.name);
  for (const spec of step.pictures) {
    const kept = framesFolder(folder, step, model, spec);
    const frames = await framesIn(kept, step.frames!);
    if (frames.length === 0)
      throw new Failure("machine", `the frames in ${kept} are gone`, "leave the run folder alone while the run is in progress");
    const title = pictureTitle(`${model.name}, ${layerTitle(step)}`, spec);
    const change = await redraw({ context, step, layer, title }, spec, frames);
    const still = await drawBeforeAndAfter(frames, title, spec.kind, change);
    const stillFile = pictureFile(context, index, step, spec, "png");
    await writeAtomic(stillFile, still.png);
    emit({
      event: "picture",
      step: index,
      title: `${title}, before and after training`,
      file: stillFile,
      caption: still.caption,
      alt: still.alt,
    });
    const animation = await drawAnimation(frames, title, spec.kind);
    const file = pictureFile(context, index, step, spec, "webp");
    await writeAtomic(file, animation.webp);
    emit({ event: "picture", step: index, title: `${title}, every epoch`, file, caption: animation.caption, alt: animation.alt });
  }
}

/** `layer-1.png`, `layer-4-maximize.png`, `layer2.0.conv1.png`, `layer-1-epochs.webp`; drawn again, after more training, `layer-1-2.png`. */
function pictureFile({ plan, folder, model }: RunContext, index: number, step: VisualizeStep, spec: PictureSpec, type: string): string {
  const stem = pictureStem(layerNamed(model, step.name), spec) + (step.frames ? "-epochs" : "");
  const before = plan.steps
    .slice(0, index)
    .filter(
      (other): other is VisualizeStep =>
        other.kind === "visualize" && other.name === step.name && (other.frames === null) === (step.frames === null),
    )
    .filter(({ pictures }) => pictures.some(({ kind }) => kind === spec.kind)).length;
  return join(folder, "pictures", `${stem}${before > 0 ? `-${before + 1}` : ""}.${type}`);
}
