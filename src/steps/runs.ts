import type { RunContext, StepRun } from "../run/steps/step.ts";
import { epochsOf, isTrainStep } from "../train/phase.ts";
import { evaluate } from "./evaluate/run.ts";
import { explain } from "./explain/run.ts";
import type { PlanStep, StepOf } from "./index.ts";
import { predict } from "./predict/run.ts";
import type { StepName } from "./specs.ts";
import { train } from "./training/run.ts";
import { takeFrame } from "./visualize/run/frames.ts";
import { visualize } from "./visualize/run.ts";

/** The runs of every step. They are loaded together: a run may go on for days, and a newer exp may replace the files of this one. */
const runs = {
  fine_tune: { run: train },
  fit: { run: train },
  fit_one_cycle: { run: train },
  visualize: { run: visualize, watchTraining: takeFrame },
  explain: { run: explain },
  evaluate: { run: evaluate },
  predict: { run: predict },
} satisfies { [K in StepName]: StepRun<StepOf<K>> };
const runOf = ({ kind }: PlanStep): StepRun<PlanStep> => runs[kind] as StepRun<PlanStep>;

type Shared = Omit<RunContext, "showTraining">;

export function runStep(shared: Shared, step: PlanStep, index: number): Promise<void> {
  const { steps } = shared.plan;
  const before = epochsOf(steps.slice(0, index).flatMap(step => (isTrainStep(step) ? step.phases : [])));
  const context: RunContext = {
    ...shared,
    async showTraining(epochs) {
      for (const later of steps.slice(index)) await runOf(later).watchTraining?.(context, later, before + epochs);
    },
  };
  return runOf(step).run(context, step, index);
}
