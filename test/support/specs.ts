import type { DataSpec } from "../../src/program/program.ts";
import type { TrainSpec } from "../../src/steps/training/spec.ts";

/** A data statement that leaves everything open but what is given. */
export const dataSpec = (folder: string, given: Partial<DataSpec> = {}): DataSpec => ({
  span: { start: 0, end: 0 },
  name: "pets",
  folder,
  labels: null,
  split: null,
  resize: { size: null, method: null },
  presize: null,
  augment: null,
  batchSize: null,
  workers: null,
  cache: null,
  ...given,
});

/** Likewise a statement that trains for one epoch. */
export const trainSpec = (kind: TrainSpec["kind"], given: Partial<TrainSpec> = {}): TrainSpec => ({
  kind,
  span: { start: 0, end: 0 },
  epochs: 1,
  metrics: [],
  learningRate: null,
  freezeEpochs: null,
  weightDecay: null,
  optimizer: null,
  dropout: null,
  checkpoint: null,
  ...given,
});
