import type { Restored } from "../checkpoint/restore.ts";
import type { Pass } from "../data/data.ts";
import { kindOf, type PlanStep } from "../steps/index.ts";

/** The pass over the data that the first step begins with; null if it reads images of its own, or there is no step. */
export function firstPass(step: PlanStep | undefined, restored: Restored | null): Pass | null {
  if (!step) return null;
  if (!restored) return kindOf(step).firstPass(step, null);
  const { phase, trainer } = restored.state;
  return kindOf(step).firstPass(step, { phase, batch: trainer.place.batch, passes: trainer.passes });
}
