import type { TrainSpec } from "../../steps/training/spec.ts";
import { fineTune } from "./fine_tune.ts";
import { fit } from "./fit.ts";
import { fitOneCycle } from "./fit_one_cycle.ts";
import type { PhaseOutline, Recipe } from "./recipe.ts";

/** The recipes of the training statements, with the defaults of fastai 2.8. */
export const recipes = { fine_tune: fineTune, fit, fit_one_cycle: fitOneCycle } satisfies Record<TrainSpec["kind"], Recipe>;

/** The phases of a training statement, in order; phases without epochs are left out. */
export const phasesOf = (spec: TrainSpec): PhaseOutline[] => recipes[spec.kind].phases(spec).filter(({ epochs }) => epochs > 0);
