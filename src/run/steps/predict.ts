import { stat } from "node:fs/promises";
import type { Broken } from "../../data/data.ts";
import { findImages } from "../../data/files.ts";
import { readImages } from "../../data/read_images.ts";
import type { PredictStep } from "../../plan/plan.ts";
import { predictionGraph } from "../../train/graphs.ts";
import type { Prediction } from "../events.ts";
import { predictionOf } from "./evaluated.ts";
import type { StepRunner } from "./step.ts";

/** Names the likeliest classes of an image, or of every image of a folder. */
export const predict: StepRunner<PredictStep> = async ({ plan, model, session, loaderOptions, emit }, step, index) => {
  const paths = (await stat(step.path)).isDirectory() ? (await findImages(step.path)).map(({ path }) => path) : [step.path];
  const predictions: Prediction[] = [];
  const broken: Broken[] = [];
  for await (const { images, size, samples } of readImages(paths, loaderOptions, file => broken.push(file))) {
    const executable = await session.compile(predictionGraph(model, { batchSize: size, imageSize: loaderOptions.imageSize }));
    const { probabilities } = await executable.run({ images }, ["images"]);
    await executable.dispose();
    const { classes } = plan.data;
    for (const [i, { path }] of samples.entries()) {
      predictions.push(predictionOf(path, probabilities.subarray(i * classes.length, (i + 1) * classes.length), classes, null));
    }
  }
  if (broken.length > 0) emit({ event: "broken", files: broken });
  emit({ event: "predicted", step: index, predictions });
};
