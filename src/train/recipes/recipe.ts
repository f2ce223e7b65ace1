import type { TrainSpec } from "../../program/program.ts";
import type { Phase, Schedule } from "../phase.ts";
import type { Rate } from "./rate.ts";

/** A phase before the model and the data are known. */
export type PhaseOutline = Pick<Phase, "epochs"> & {
  /** A constant schedule keeps the momentum that the optimizer has. */
  schedule: Extract<Schedule, { kind: "one-cycle" }> | { kind: "constant" };
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

/** fastai's `Learner.moms`. */
const cycleMomentum: [number, number, number] = [0.95, 0.85, 0.95];

/** fastai's `fit_one_cycle` with its `pct_start` and `div`. */
export const oneCycle = (warmup = 0.25, div = 25): PhaseOutline["schedule"] => ({
  kind: "one-cycle",
  warmup,
  div,
  divFinal: 1e5,
  momentum: cycleMomentum,
});
