import { wholeValidation } from "../../data/data.ts";
import type { TrainStep } from "../../train/phase.ts";
import { looksAtNothing, readsNothing, type StepKind } from "../step.ts";
import { trainingGraphs } from "./graphs.ts";
import { planTraining } from "./plan.ts";
import type { TrainSpec } from "./spec.ts";
import { trainingDetails, trainingFacts, trainingText } from "./text.ts";

/** What the statements that train have in common: they differ in their recipes. */
export const training: StepKind<TrainSpec, TrainStep> = {
  looksAt: () => looksAtNothing,
  plan: planTraining,
  text: trainingText,
  details: trainingDetails,
  facts: trainingFacts,
  graphs: trainingGraphs,
  inputs: () => readsNothing,
  firstPass({ phases }, resumed) {
    if (!resumed) return { split: "train", training: true, epoch: 0 };
    const { phase, batch, passes } = resumed;
    if (phase !== null && batch === phases[phase].stepsPerEpoch) return wholeValidation;
    return { split: "train", training: true, epoch: passes, from: phase === null ? 0 : batch };
  },
  purpose: () => "training",
};
