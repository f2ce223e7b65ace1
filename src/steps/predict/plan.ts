import { domainImages } from "../../plan/domain.ts";
import type { PlanContext } from "../step.ts";
import type { PredictSpec } from "./spec.ts";

export interface PredictStep {
  kind: "predict";
  path: string;
  /** Images there, when the plan was made. */
  images: number;
  /** As of `evaluate`. */
  domain?: number;
}

export const planPredict = ({ path }: PredictSpec, { data, found, before }: PlanContext): PredictStep => ({
  kind: "predict",
  path,
  images: found.images.get(path) ?? 1,
  domain: domainImages(before, data),
});
