import type { CountedGraph, GraphContext } from "../steps/step.ts";
import { evaluationGraph, predictionGraph, scoringGraph } from "../train/graphs.ts";

/** Losses and predictions of a batch. */
export const evaluation = ({ model, task, data: { batchSize, imageSize } }: GraphContext): CountedGraph => ({
  key: `evaluation ${batchSize}`,
  build: () => evaluationGraph(model, { task, batchSize, imageSize }),
});

/** Predictions of a batch. */
export const prediction = ({ model, task, data: { batchSize, imageSize } }: GraphContext): CountedGraph => ({
  key: `prediction ${batchSize}`,
  build: () => predictionGraph(model, { task, batchSize, imageSize }),
});

/** Outputs of a batch, and the features that tell how far its images are from the training images. */
export const scoring = ({ model, data: { batchSize, imageSize } }: GraphContext): CountedGraph => ({
  key: `scoring ${batchSize}`,
  build: () => scoringGraph(model, { batchSize, imageSize }),
});
