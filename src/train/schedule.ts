import type { Phase } from "./phase.ts";

/** What the optimiser is told at one step. */
export interface StepSettings {
  /** Of each parameter group. */
  learningRates: number[];
  momentum: number;
}

/** Half a cosine from `start` to `end` (fastai's `SchedCos`); `position` in [0, 1]. */
const cosine = (start: number, end: number, position: number): number =>
  start + ((1 + Math.cos(Math.PI * (1 - position))) * (end - start)) / 2;

/**
 * Two half cosines, start to middle over the first `warmup` of the way, middle to end over the rest (fastai's `combined_cos`). fastai
 * finds the place within a half in float32 arithmetic; done in double precision, momenta differ from its by 1e-8.
 */
function twoCosines(warmup: number, position: number, start: number, middle: number, end: number): number {
  const f = Math.fround;
  const border = f(warmup);
  const last = f(border + f(1 - warmup));
  return f(position) < border
    ? cosine(start, middle, f(f(position) / border))
    : cosine(middle, end, f(f(f(position) - border) / f(last - border)));
}

/** Learning rates and momentum of step `step` (from 0) of a phase of `steps` steps. Smith's one-cycle policy (2018) as in fastai's `fit_one_cycle`. */
export function settingsAt(
  { schedule, learningRates }: Pick<Phase, "schedule" | "learningRates">,
  step: number,
  steps: number,
): StepSettings {
  if (schedule.kind === "constant") return { learningRates, momentum: schedule.momentum };
  const { warmup, div, divFinal, momentum } = schedule;
  const position = step / steps;
  return {
    learningRates: learningRates.map(rate => twoCosines(warmup, position, rate / div, rate, rate / divFinal)),
    momentum: twoCosines(warmup, position, ...momentum),
  };
}
