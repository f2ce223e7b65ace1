import { rateOf } from "../../train/recipes/rate.ts";
import type { Recipe } from "../../train/recipes/recipe.ts";

export const fit: Recipe = {
  doc: "fastai's `Learner.fit`: trains at a constant rate.",
  phases: spec => [{ epochs: spec.epochs, frozen: null, rate: rateOf(spec), schedule: momentum => ({ kind: "constant", momentum }) }],
  resetsOptimizer: false,
};
