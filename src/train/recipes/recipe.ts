import type { TrainSpec } from "../../steps/training/spec.ts";
import type { Phase } from "../phase.ts";
import type { Schedule } from "../schedules/index.ts";
import type { Rate } from "./rate.ts";

/** A phase before the model and the data are known. */
export type PhaseOutline = Pick<Phase, "epochs"> & {
  /** The schedule after one that ended with this momentum, or after none, where it is the optimizer's own. */
  schedule(momentum: number): Schedule;
  /** `true`: trains the last group alone. `null`: as the statements before left the model. */
  frozen: boolean | null;
  rate: Rate;
};

/** What a training statement does. */
export interface Recipe {
  doc: string;
  phases(spec: TrainSpec): PhaseOutline[];
  /** Whether each phase begins with an optimizer without state. */
  resetsOptimizer: boolean;
}
