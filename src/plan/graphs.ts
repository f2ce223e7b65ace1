import type { CountedGraph, GraphContext } from "../steps/step.ts";
import { evaluationGraph, predictionGraph, scoringGraph } from "../train/graphs.ts";

/** Loss and probabilities of a batch. */
export const evaluation = ({ model, data: { batchSize, imageSize } }: GraphContext): CountedGraph => ({
  key: `evaluation ${batchSize}`,
  build: () => evaluationGraph(model, { batchSize, imageSize }),
});

/** Probabilities of a batch. */
export const prediction = ({ model, data: { batchSize, imageSize } }: GraphContext): CountedGraph => ({
  key: `prediction ${batchSize}`,
  build: () => predictionGraph(model, { batchSize, imageSize }),
});

/** Logits of a batch, and the features that tell how far its images are from the training images. */
export const scoring = ({ model, data: { batchSize, imageSize } }: GraphContext): CountedGraph => ({
  key: `scoring ${batchSize}`,
  build: () => scoringGraph(model, { batchSize, imageSize }),
});
