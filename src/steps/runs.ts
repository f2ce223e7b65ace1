import type { RunContext, StepRunner } from "../run/steps/step.ts";
import { evaluate } from "./evaluate/run.ts";
import { explain } from "./explain/run.ts";
import type { PlanStep } from "./index.ts";
import { predict } from "./predict/run.ts";
import { train } from "./training/run.ts";
import { visualize } from "./visualize/run.ts";

const runners = { fine_tune: train, fit: train, fit_one_cycle: train, visualize, explain, evaluate, predict } satisfies {
  [K in PlanStep["kind"]]: StepRunner<Extract<PlanStep, { kind: K }>>;
};

export const runStep = (context: RunContext, step: PlanStep, index: number): Promise<void> =>
  (runners[step.kind] as StepRunner<PlanStep>)(context, step, index);
