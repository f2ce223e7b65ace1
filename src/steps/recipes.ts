import type { PhaseOutline, Recipe } from "../train/recipes/recipe.ts";
import { fineTune } from "./fine_tune/recipe.ts";
import { fit } from "./fit/recipe.ts";
import { fitOneCycle } from "./fit_one_cycle/recipe.ts";
import type { TrainSpec } from "./training/spec.ts";

/** The recipes of the training statements, with the defaults of fastai 2.8. */
export const recipes = { fine_tune: fineTune, fit, fit_one_cycle: fitOneCycle } satisfies Record<TrainSpec["kind"], Recipe>;

/** The phases of a training statement, in order; phases without epochs are left out. */
export const phasesOf = (spec: TrainSpec): PhaseOutline[] => recipes[spec.kind].phases(spec).filter(({ epochs }) => epochs > 0);
