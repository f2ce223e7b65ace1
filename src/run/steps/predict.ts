import { Interrupted } from "../../common/interrupted.ts";
import type { Broken } from "../../data/data.ts";
import { imagesAt } from "../../data/images_at.ts";
import { readImages } from "../../data/read_images.ts";
import type { PredictStep } from "../../plan/plan.ts";
import { predictionGraph } from "../../train/graphs.ts";
import type { Prediction } from "../events.ts";
import { withCompiled } from "./compiled.ts";
import { predictionOf } from "./evaluated.ts";
import type { StepRunner } from "./step.ts";

/** Names the likeliest classes of an image, or of every image of a folder. */
export const predict: StepRunner<PredictStep> = async ({ plan, model, session, loaderOptions, emit, signal }, step, index) => {
  const paths = await imagesAt(step.path);
  const { classes } = plan.data;
  const { imageSize } = loaderOptions;
  const predictions: Prediction[] = [];
  const broken: Broken[] = [];
  const graphOf = (batchSize: number) => predictionGraph(model, { batchSize, imageSize });
  await withCompiled(session, graphOf, async compiled => {
    for await (const { images, size, samples } of readImages(paths, loaderOptions, file => broken.push(file))) {
      if (signal.aborted) throw new Interrupted();
      const { probabilities } = await (await compiled(size)).executable.run({ images }, ["images"]);
      for (const [i, { path }] of samples.entries())
        predictions.push(predictionOf(path, probabilities.subarray(i * classes.length, (i + 1) * classes.length), classes, null));
    }
  });
  if (broken.length > 0) emit({ event: "broken", files: broken });
  emit({ event: "predicted", step: index, predictions });
};
