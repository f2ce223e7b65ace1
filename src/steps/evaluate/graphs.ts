import { severities } from "../../inputs/image/corruptions/corruption.ts";
import { validationBatches } from "../../plan/data_plan.ts";
import { evaluation, scoring } from "../../plan/graphs.ts";
import type { DataPlan } from "../../plan/plan.ts";
import type { GraphContext, StepGraph } from "../step.ts";
import type { EvaluateStep } from "./plan.ts";

export function evaluateGraphs({ on, corrupted, domain = 0 }: EvaluateStep, context: GraphContext): StepGraph[] {
  const { batchSize } = context.data;
  const one = { batchSize, goesBack: false };
  if (on) return [{ ...scoring(context), ...one, name: `evaluate on ${on.name}`, runs: (domain + on.samples.length) / batchSize }];
  if (corrupted) {
    const runs = (corrupted.images.length * (1 + corrupted.names.length * severities.length)) / batchSize;
    return [{ ...evaluation(context), ...one, name: "evaluate corrupted", runs }];
  }
  return [{ ...evaluation(context), ...one, name: "evaluate", runs: validationBatches(context.data) }];
}

/** Seconds that a worker takes to corrupt a pixel, on average over all corruptions: measured at 64 and 224 px. */
const corruptingPixel = 2e-6;

/** Workers corrupt images while the engine computes, and take longer than the engine. */
export const corruptingSeconds = ({ corrupted }: EvaluateStep, { imageSize, workers }: DataPlan): number =>
  corrupted ? (corruptingPixel * imageSize ** 2 * severities.length * corrupted.names.length * corrupted.images.length) / workers : 0;
