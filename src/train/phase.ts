import { sum } from "../common/sum.ts";
import type { MetricSpec } from "../metrics/spec.ts";
import type { TrainSpec } from "../steps/training/spec.ts";
import type { OptimizerName } from "./optimizers/index.ts";
import type { Schedule } from "./schedules/index.ts";

export interface TrainStep {
  kind: TrainSpec["kind"];
  metrics: MetricSpec[];
  weightDecay: number;
  /** `defaultOptimizer` if absent. */
  optimizer?: OptimizerName;
  /** Probability of dropout before the last layer of the head; before the first it is half of that. */
  dropout: number;
  /** How often the state is written down within an epoch; after every epoch it is in any case. */
  checkpoint: CheckpointEvery;
  phases: Phase[];
}
/** Whether a step of a plan trains: then it has phases. */
export const isTrainStep = (step: { kind: string } | undefined): step is TrainStep => step !== undefined && "phases" in step;

export type CheckpointEvery = { seconds: number } | { steps: number };
/** Some epochs with one schedule. `fine_tune` has two: the head alone, then the whole model. */
export interface Phase {
  name: string;
  epochs: number;
  stepsPerEpoch: number;
  /** Index of the first parameter group that is trained (fastai's `freeze_to`); batch norm trains below it too. */
  trainedFrom: number;
  parameters: { trained: number; frozen: number };
  /** Greatest learning rate of each parameter group. */
  learningRates: number[];
  schedule: Schedule;
  /** Floating-point operations of one training step. */
  flopsPerStep: number;
}

/** Epochs of all phases. */
export const epochsOf = (phases: readonly Phase[]): number => sum(phases.map(({ epochs }) => epochs));
