import { rateOf } from "../../train/recipes/rate.ts";
import type { Recipe } from "../../train/recipes/recipe.ts";
import { fastaiCycle } from "../../train/schedules/one_cycle.ts";

export const fitOneCycle: Recipe = {
  doc: "fastai's `Learner.fit_one_cycle`: trains with one cycle of the rate and the momentum.",
  phases: spec => [{ epochs: spec.epochs, frozen: null, rate: rateOf(spec), schedule: () => fastaiCycle() }],
  resetsOptimizer: false,
};
