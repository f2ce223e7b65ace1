import { key, permutation, purpose } from "../common/random.ts";
import type { Sample } from "../data/data.ts";
import type { PlanStep } from "../steps/index.ts";
import { isTrainStep } from "../train/phase.ts";
import type { DataPlan } from "./plan.ts";

/** Images whose features describe the training data: those to compare with, and those that show the usual distance. */
const [mostCompared, mostUsual] = [1000, 500];

/** As many of the samples as are wanted, drawn by the seed, in their order. */
export function someOf<T>(samples: readonly T[], wanted: number, seed: number): T[] {
  if (samples.length <= wanted) return [...samples];
  const drawn = permutation(key(seed, purpose.domain), samples.length).slice(0, wanted);
  return drawn.sort((a, b) => a - b).map(i => samples[i]);
}

/** The images that describe the domain of the data: those to compare with, and those that show the usual distance. */
export const domainSamples = ({ train, valid }: Pick<DataPlan, "train" | "valid">, seed: number): { train: Sample[]; valid: Sample[] } => ({
  train: someOf(train, mostCompared, seed),
  valid: someOf(valid, mostUsual, seed),
});

/** Images that a step looks at to know the domain of the data; none if a step after the last training looks at them. */
export function domainImages(before: readonly PlanStep[], { train, valid }: Pick<DataPlan, "train" | "valid">): number {
  const sinceTraining = before.slice(before.findLastIndex(isTrainStep) + 1);
  const isKnown = sinceTraining.some(step => "domain" in step && step.domain !== undefined);
  return isKnown ? 0 : Math.min(mostCompared, train.length) + Math.min(mostUsual, valid.length);
}
