import type { EvaluateStep } from "../../plan/plan.ts";
import { evaluatedEvent, metricValues } from "./evaluated.ts";
import type { StepRunner } from "./step.ts";
import { validating } from "./validating.ts";

export const evaluate: StepRunner<EvaluateStep> = async ({ plan, trainer, emit }, step, index) => {
  const evaluation = await trainer.evaluate(report =>
    emit({ step: index, phase: 0, epoch: 0, smoothLoss: report.loss, ...validating(plan.data), ...report }),
  );
  emit(evaluatedEvent(index, evaluation, metricValues(evaluation, step.metrics), plan.data.classes));
};
