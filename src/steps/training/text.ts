import { formatRate } from "../../common/rounding.ts";
import { formatCount, formatSeconds, plural } from "../../common/units.ts";
import { metricsOf } from "../../plan/metrics.ts";
import type { Plan } from "../../plan/plan.ts";
import type { TrainStep } from "../../train/phase.ts";
import { scheduleText } from "../../train/schedules/index.ts";
import { defaultCheckpointSeconds, defaultDropout } from "./plan.ts";

/** `fine_tune error_rate, decay 0.01` */
export const trainingText = (step: TrainStep): string =>
  `${step.kind}${metricsOf(step.metrics)}${optimizerOf(step)}, decay ${step.weightDecay}${dropoutOf(step)}${checkpointOf(step)}`;

/** Epochs, rates and schedule of each phase. */
export const trainingDetails = ({ phases }: TrainStep): [name: string, value: string][] =>
  phases.flatMap(({ name, epochs, learningRates, schedule }): [string, string][] => [
    [`${name}: epochs`, String(epochs)],
    [`${name}: learning rates`, learningRates.map(formatRate).join(" ")],
    [`${name}: schedule`, scheduleText(schedule)],
  ]);

/** Size, rates by group, and schedule of each phase. */
export const trainingFacts = ({ phases }: TrainStep, { model: { groups } }: Pick<Plan, "model">): [name: string | null, text: string][] =>
  phases.flatMap(({ name, epochs, stepsPerEpoch, parameters, learningRates, schedule, flopsPerStep }): [string | null, string][] => [
    [
      name,
      `${plural(epochs, "epoch")} of ${plural(stepsPerEpoch, "step")}, ${formatCount(flopsPerStep)}FLOP each; ${formatCount(parameters.trained)} parameters trained${parameters.frozen > 0 ? `, ${formatCount(parameters.frozen)} frozen` : ""}`,
    ],
    [
      null,
      `learning rates ${groups.map(({ name }, i) => `${name} ${formatRate(learningRates[i])}`).join(", ")}; ${scheduleText(schedule)}`,
    ],
  ]);

// Printed if it is not the default.
const optimizerOf = ({ optimizer }: TrainStep): string => (optimizer ? `, optimizer ${optimizer}` : "");
export const dropoutOf = ({ dropout }: TrainStep): string => (dropout === defaultDropout ? "" : `, dropout ${dropout}`);
function checkpointOf({ checkpoint }: TrainStep): string {
  if ("steps" in checkpoint) return `, checkpoint every ${plural(checkpoint.steps, "step")}`;
  return checkpoint.seconds === defaultCheckpointSeconds ? "" : `, checkpoint every ${formatSeconds(checkpoint.seconds)}`;
}
