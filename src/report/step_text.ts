import type { MetricSpec } from "../metrics/spec.ts";
import type { Plan, PlanStep } from "../plan/plan.ts";
import { dropoutOf, metricsOf } from "../plan/print.ts";
import { evaluateText } from "../steps/evaluate/plan.ts";
import { explainText } from "../steps/explain/plan.ts";
import { visualizeText } from "../steps/visualize/text.ts";
import { isTrainStep } from "../train/phase.ts";
import { type Html, html, name } from "./html.ts";
import { placeOf } from "./record.ts";

/** What a step does, as `exp plan` says it: `visualize layer 4 (layer3): patches 9 deconv`. */
export function stepText(step: PlanStep, plan: Plan): Html {
  switch (step.kind) {
    case "visualize":
      return html`${visualizeText(step)}`;
    case "explain":
      return html`${explainText(step, path => placeOf(path, plan))}`;
    case "predict":
      return html`predict ${name(placeOf(step.path, plan))}`;
    case "evaluate":
      return html`${evaluateText(step)}${metricsText(step.metrics)}`;
    default:
      return html`${step.kind}${metricsText(step.metrics)}${step.optimizer ? `, optimizer ${step.optimizer}` : ""}, weight decay ${step.weightDecay}${dropoutOf(step)}`;
  }
}

const metricsText = (metrics: MetricSpec[]): string => (metrics.length > 0 ? ` metric${metricsOf(metrics)}` : "");

/** `Step 3, after fit_one_cycle: visualize layer 1 (conv1): filters`: the step, and what the model had learned by then. */
export const stepHeading = (plan: Plan, step: number): Html =>
  html`Step ${step + 1}${learnedBy(plan, step)}: ${stepText(plan.steps[step], plan)}`;

/** `, after fit_one_cycle`; nothing where the experiment trains nothing. */
export function learnedBy({ steps }: Plan, step: number): string {
  const training = steps.flatMap(({ kind }, i) => (isTrainStep(steps[i]) ? [{ kind, i }] : []));
  const last = training.filter(({ i }) => i < step).at(-1);
  if (!last) return training.length > 0 ? ", before training" : "";
  // Which of several is meant is said by its number.
  const many = training.filter(({ kind }) => kind === last.kind).length > 1;
  return `, after ${last.kind}${many ? ` (step ${last.i + 1})` : ""}`;
}
