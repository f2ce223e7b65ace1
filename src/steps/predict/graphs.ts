import { scoring } from "../../plan/graphs.ts";
import type { GraphContext, StepGraph } from "../step.ts";
import type { PredictStep } from "./plan.ts";

export function predictGraphs({ images, domain = 0 }: PredictStep, context: GraphContext): StepGraph[] {
  const { batchSize } = context.data;
  return [{ ...scoring(context), name: "predict", batchSize, runs: (images + domain) / batchSize, goesBack: false }];
}
