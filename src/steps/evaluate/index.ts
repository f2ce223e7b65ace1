import { wholeValidation } from "../../data/data.ts";
import type { StepKind } from "../step.ts";
import { corruptingSeconds, evaluateGraphs } from "./graphs.ts";
import { type EvaluateStep, planEvaluate } from "./plan.ts";
import type { EvaluateSpec } from "./spec.ts";
import { evaluateText, setText } from "./text.ts";

export const evaluate: StepKind<EvaluateSpec, EvaluateStep> = {
  looksAt: ({ on }) => ({ paths: [], sets: on ? [on] : [] }),
  plan: planEvaluate,
  text: evaluateText,
  details: ({ on }, place, plan) => (on ? [["images", setText(on, plan, place)]] : []),
  facts: ({ on }, plan) => (on ? [[null, setText(on, plan, path => path)]] : []),
  graphs: evaluateGraphs,
  inputs: ({ on }) => ({ images: on?.samples.map(({ path }) => path) ?? [], paths: [] }),
  // Other data and corrupted images have a loader of their own.
  firstPass: ({ on, corrupted }) => (on || corrupted ? null : wholeValidation),
  purpose: ({ on, corrupted }) => (on ? "evaluate on" : corrupted ? "evaluate corrupted" : "evaluate"),
  otherData: ({ on }) => on,
  workerSeconds: corruptingSeconds,
};
