import { plural } from "../../common/units.ts";
import { imagesAt } from "../../data/images_at.ts";
import { domainAt, seeImages } from "../../run/steps/domain.ts";
import type { StepRunner } from "../../run/steps/step.ts";
import { taskRunOf } from "../../tasks/run/index.ts";
import type { PredictStep } from "./plan.ts";

/** Predicts what an image shows, or of every image of a folder, and says where one is unlike what was learned. */
export const predict: StepRunner<PredictStep> = async (context, step, index) => {
  const { plan, emit } = context;
  const paths = await imagesAt(step.path, step.kind);
  const seen = await seeImages(paths, context);
  const domain = await domainAt(context, index);
  const predictions = seen.map(image => taskRunOf(plan).predicted(image, domain.score(image), plan.data));
  emit({ event: "predicted", step: index, predictions });
  const unlike = predictions.filter(prediction => prediction.domain?.unlike).length;
  if (unlike > 0) emit({ event: "warning", message: unlikeText(unlike, predictions.length) });
};

const unlikeText = (unlike: number, of: number): string =>
  of === 1
    ? "the image is unlike the training images: what the model says of it is a guess"
    : `${unlike} of ${plural(of, "image")} ${unlike === 1 ? "is" : "are"} unlike the training images: what the model says of ${unlike === 1 ? "it" : "them"} is a guess`;
