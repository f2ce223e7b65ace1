import { evaluatedEvent } from "../../run/steps/evaluated.ts";
import type { StepRunner } from "../../run/steps/step.ts";
import { validating } from "../../run/steps/validating.ts";
import { metricValues } from "../../tasks/classification/metrics/values.ts";
import { evaluateCorrupted } from "./corrupted/run.ts";
import { evaluateOn } from "./on/run.ts";
import type { EvaluateStep } from "./plan.ts";

export const evaluate: StepRunner<EvaluateStep> = async (context, step, index) => {
  if (step.on) return evaluateOn(context, step, step.on, index);
  if (step.corrupted) return evaluateCorrupted(context, step, step.corrupted, index);
  const { plan, folder, trainer, emit } = context;
  const evaluation = await trainer.evaluate(report =>
    emit({ step: index, phase: 0, epoch: 0, smoothLoss: report.loss, ...validating(plan.data), ...report }),
  );
  emit(await evaluatedEvent(index, evaluation, metricValues(evaluation, step.metrics), plan.data.classes, folder));
};
