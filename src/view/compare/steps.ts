import type { Plan } from "../../plan/plan.ts";
import { kindOf, type PlanStep } from "../../steps/index.ts";
import type { ShowPath } from "../../steps/step.ts";
import { isTrainStep } from "../../train/phase.ts";
import { align } from "./align.ts";

/** What a step is for: steps that train stand for each other, whatever their schedule. */
const purposeOf = (step: PlanStep): string => kindOf(step).purpose?.(step) ?? step.kind;

const textOf = (step: PlanStep, place: ShowPath): string => kindOf(step).text(step, place);

/** The settings of a step, the first of them the step itself. */
const settingsOf = (step: PlanStep, plan: Plan, name: string, place: ShowPath): [string, string][] => [
  [name, textOf(step, place)],
  ...kindOf(step)
    .details(step, place, plan)
    .map(([detail, value]): [string, string] => [`${name}, ${detail}`, value]),
];

/** Training outweighs any number of pictures that might stand beside each other instead. */
const worthOfTraining = 10_000;

/** Of two steps beside each other: more, the more words they share, so that what has hardly changed stands beside itself. */
function likenessOf(a: PlanStep, b: PlanStep, place: ShowPath): number {
  if (purposeOf(a) !== purposeOf(b)) return 0;
  const [words, others] = [a, b].map(step => new Set(textOf(step, place).split(/[ ,:]+/)));
  const shared = [...words].filter(word => others.has(word)).length;
  return 1 + (2 * shared) / new Set([...words, ...others]).size + (isTrainStep(a) ? worthOfTraining : 0);
}

/** The settings of the steps of several runs, by name: a list for each step, with a map for each run, empty where it has no such step. */
export function stepSettings(plans: readonly Plan[], place: ShowPath): Map<string, string>[][] {
  const rows = align(
    plans.map(({ steps }) => steps),
    (a, b) => likenessOf(a, b, place),
  );
  const purposes = rows.map(row => purposeOf(row.find(step => step !== null)!));
  return rows.map((row, i) => {
    const purpose = purposes[i];
    const isOne = purposes.indexOf(purpose) === purposes.lastIndexOf(purpose);
    const name = isOne ? purpose : `${purpose} ${purposes.slice(0, i + 1).filter(other => other === purpose).length}`;
    return row.map((step, run) => new Map(step ? settingsOf(step, plans[run], name, place) : []));
  });
}
