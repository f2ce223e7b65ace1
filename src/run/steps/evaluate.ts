import type { EvaluateStep } from "../../plan/plan.ts";
import { evaluatedEvent, metricValues } from "./evaluated.ts";
import type { StepRunner } from "./step.ts";

export const evaluate: StepRunner<EvaluateStep> = async ({ plan, trainer, emit }, step, index) => {
  const evaluation = await trainer.evaluate();
  emit(evaluatedEvent(index, evaluation, metricValues(evaluation, step.metrics), plan.data.classes));
};
