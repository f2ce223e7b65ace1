import { fastaiCycle } from "../schedules/one_cycle.ts";
import { rateOf } from "./rate.ts";
import type { Recipe } from "./recipe.ts";

export const fitOneCycle: Recipe = {
  doc: "fastai's `Learner.fit_one_cycle`: trains with one cycle of the rate and the momentum.",
  phases: spec => [{ epochs: spec.epochs, frozen: null, rate: rateOf(spec), schedule: () => fastaiCycle() }],
  resetsOptimizer: false,
};
