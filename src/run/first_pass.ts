import type { Restored } from "../checkpoint/restore.ts";
import { type Pass, wholeValidation } from "../data/data.ts";
import type { PlanStep } from "../plan/plan.ts";
import { isTrainStep } from "../train/phase.ts";

/** The pass over the data that the first step begins with; none where it has images of its own, or there is no step. */
export function firstPass(step: PlanStep | undefined, restored: Restored | null): Pass | null {
  if (
    !step ||
    step.kind === "predict" ||
    (step.kind === "explain" && step.what.kind === "path") ||
    (step.kind === "evaluate" && (step.on || step.corrupted))
  )
    return null;
  if (!isTrainStep(step)) return wholeValidation;
  if (!restored) return { split: "train", training: true, epoch: 0 };
  const { phase, trainer } = restored.state;
  const from = phase === null ? 0 : trainer.place.batch;
  return phase !== null && from === step.phases[phase].stepsPerEpoch
    ? wholeValidation
    : { split: "train", training: true, epoch: trainer.passes, from };
}
