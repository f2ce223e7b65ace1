import type { PlanStep } from "../../plan/plan.ts";
import { evaluate } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { predict } from "./predict.ts";
import type { RunContext, StepRunner } from "./step.ts";
import { train } from "./train.ts";
import { visualize } from "./visualize.ts";

const runners = { fine_tune: train, fit: train, fit_one_cycle: train, visualize, explain, evaluate, predict } satisfies {
  [K in PlanStep["kind"]]: StepRunner<Extract<PlanStep, { kind: K }>>;
};

export const runStep = (context: RunContext, step: PlanStep, index: number): Promise<void> =>
  (runners[step.kind] as StepRunner<PlanStep>)(context, step, index);
