import { metricValues } from "../../metrics/values.ts";
import type { StepRunner } from "../../run/steps/step.ts";
import { validating } from "../../run/steps/validating.ts";
import { taskRunOf } from "../../tasks/run/index.ts";
import { evaluateCorrupted } from "./corrupted/run.ts";
import type { EvaluateStep } from "./plan.ts";

export const evaluate: StepRunner<EvaluateStep> = async (context, step, index) => {
  if (step.on) return taskRunOf(context.plan).evaluateOn(context, step, step.on, index);
  if (step.corrupted) return evaluateCorrupted(context, step, step.corrupted, index);
  const { plan, task, folder, trainer, emit } = context;
  const evaluation = await trainer.evaluate(report =>
    emit({ step: index, phase: 0, epoch: 0, smoothLoss: report.loss, ...validating(plan.data), ...report }),
  );
  const metrics = metricValues(task.metrics, evaluation, step.metrics);
  emit(await taskRunOf(plan).evaluated({ step: index, folder }, evaluation, metrics, plan.data));
};
