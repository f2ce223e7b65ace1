import { plural } from "../../common/units.ts";
import type { StepKind } from "../step.ts";
import { predictGraphs } from "./graphs.ts";
import { type PredictStep, planPredict } from "./plan.ts";
import type { PredictSpec } from "./spec.ts";
import { predictText } from "./text.ts";

export const predict: StepKind<PredictSpec, PredictStep> = {
  looksAt: ({ path }) => ({ paths: [path], sets: [] }),
  plan: planPredict,
  text: predictText,
  details: () => [],
  facts: ({ images }) => [[null, plural(images, "image")]],
  graphs: predictGraphs,
  inputs: ({ path }) => ({ images: [], paths: [path] }),
  firstPass: () => null,
};
