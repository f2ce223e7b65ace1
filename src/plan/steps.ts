import type { Model } from "../models/model.ts";
import type { Program } from "../program/program.ts";
import { kindOf, type PlanStep } from "../steps/index.ts";
import type { Inspection } from "../steps/step.ts";
import { taskPlanOf } from "../tasks/plan/index.ts";
import type { Costs } from "./costs.ts";
import { trainingMetrics } from "./metrics.ts";
import type { DataPlan } from "./plan.ts";

interface Planned {
  steps: PlanStep[];
  inferences: string[];
}

/** The steps of a program, in order; `found` is what a look at the disk found. Throws what the `plan` of a step does. */
export function planSteps(
  { steps, model: { pretrained } }: Pick<Program, "steps" | "model">,
  model: Model,
  data: DataPlan,
  costs: Costs,
  found: Inspection = { images: new Map(), sets: new Map(), seed: 0 },
): Planned {
  const inferences: string[] = [];
  const before: PlanStep[] = [];
  for (const [place, spec] of steps.entries()) {
    const infer = (sentence: string) => void inferences.push(sentence);
    const context = {
      model,
      task: costs.task,
      taskPlan: taskPlanOf({}),
      data,
      costs,
      found,
      before,
      infer,
      pretrained: pretrained !== false,
    };
    before.push(kindOf(spec).plan(spec, { ...context, trainingMetrics: trainingMetrics(steps, place) }));
  }
  const metrics = before.flatMap(step => ("metrics" in step ? step.metrics : []));
  return { steps: before, inferences: [...inferences, ...costs.task.metricInferences(metrics, data)] };
}
