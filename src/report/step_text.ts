import type { Plan } from "../plan/plan.ts";
import { kindOf, type PlanStep } from "../steps/index.ts";
import { isTrainStep } from "../train/phase.ts";
import { type Html, html, name } from "./html.ts";
import { placeOf } from "./record.ts";

/** Stands for a path in a text: no path has it. */
const gap = "\0";

/** What a step does, as `exp plan` says it: `visualize layer 4 (layer3): patches 9 deconv`. */
export function stepText(step: PlanStep, plan: Plan): Html {
  const paths: string[] = [];
  const text = kindOf(step).text(step, path => {
    paths.push(placeOf(path, plan));
    return gap;
  });
  return html`${text.split(gap).map((piece, i) => [i === 0 ? null : name(paths[i - 1]), piece])}`;
}

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
