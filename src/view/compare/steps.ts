import { formatRate } from "../../common/rounding.ts";
import type { Plan, PlanStep } from "../../plan/plan.ts";
import { stepText } from "../../plan/print.ts";
import { setText } from "../../steps/evaluate/plan.ts";
import { isTrainStep } from "../../train/phase.ts";
import { scheduleText } from "../../train/schedules/index.ts";
import { align } from "./align.ts";

export type Place = (path: string) => string;

/** What it is for: steps that train stand for each other, whatever their schedule. */
function purposeOf(step: PlanStep): string {
  if (isTrainStep(step)) return "training";
  if (step.kind !== "evaluate") return step.kind;
  return step.on ? "evaluate on" : step.corrupted ? "evaluate corrupted" : "evaluate";
}

/** The settings of a step, the first of them the step itself. */
function settingsOf(step: PlanStep, name: string, place: Place): [string, string][] {
  const itself: [string, string] = [name, stepText(step, place)];
  if (step.kind === "evaluate" && step.on) return [itself, [`${name}, images`, setText(step.on, place)]];
  if (!isTrainStep(step)) return [itself];
  return [
    itself,
    ...step.phases.flatMap(({ name: phase, epochs, learningRates, schedule }): [string, string][] => [
      [`${name}, ${phase}: epochs`, String(epochs)],
      [`${name}, ${phase}: learning rates`, learningRates.map(formatRate).join(" ")],
      [`${name}, ${phase}: schedule`, scheduleText(schedule)],
    ]),
  ];
}

/** Training outweighs any number of pictures that might stand beside each other instead. */
const worthOfTraining = 10_000;

/** Of two steps beside each other: more, the more words they share, so that what has hardly changed stands beside itself. */
function likenessOf(a: PlanStep, b: PlanStep, place: Place): number {
  if (purposeOf(a) !== purposeOf(b)) return 0;
  const [words, others] = [a, b].map(step => new Set(stepText(step, place).split(/[ ,:]+/)));
  const shared = [...words].filter(word => others.has(word)).length;
  return 1 + (2 * shared) / new Set([...words, ...others]).size + (isTrainStep(a) ? worthOfTraining : 0);
}

/** The settings of the steps of several runs, by name: a list for each step, with a map for each run, empty where it has no such step. */
export function stepSettings(plans: readonly Plan[], place: Place): Map<string, string>[][] {
  const rows = align(
    plans.map(({ steps }) => steps),
    (a, b) => likenessOf(a, b, place),
  );
  const purposes = rows.map(row => purposeOf(row.find(step => step !== null)!));
  return rows.map((row, i) => {
    const purpose = purposes[i];
    const isOne = purposes.indexOf(purpose) === purposes.lastIndexOf(purpose);
    const name = isOne ? purpose : `${purpose} ${purposes.slice(0, i + 1).filter(other => other === purpose).length}`;
    return row.map(step => new Map(step ? settingsOf(step, name, place) : []));
  });
}
