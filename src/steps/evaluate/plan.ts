import type { Sample } from "../../data/data.ts";
import type { InspectedSet } from "../../data/evaluation_set.ts";
import type { CorruptionName } from "../../inputs/image/corruptions/index.ts";
import type { MetricSpec } from "../../metrics/spec.ts";
import { domainImages, someOf } from "../../plan/domain.ts";
import type { OtherData, OtherSet } from "../../tasks/index.ts";
import type { PlanContext } from "../step.ts";
import type { EvaluateSpec } from "./spec.ts";

export interface EvaluateStep {
  kind: "evaluate";
  metrics: MetricSpec[];
  /** Other data that are measured on, instead of the validation images. */
  on?: OtherSet;
  /** What is done to the validation images, and to which of them. */
  corrupted?: { names: CorruptionName[]; images: Sample[] };
  /** Images of the data that are looked at first, to know how far others may lie; none where that is known from a step before. */
  domain?: number;
}

/** Validation images that are corrupted, by default. */
const defaultCorrupted = 100;

/** Without metrics of its own the step takes those of the training. */
export function planEvaluate(
  { metrics, on, corrupted, limit }: EvaluateSpec,
  { task, data, found, before, trainingMetrics }: Pick<PlanContext, "task" | "data" | "found" | "before" | "trainingMetrics">,
): EvaluateStep {
  const set = on && found.sets.get(on.data);
  return {
    kind: "evaluate",
    metrics: on?.outOfDomain ? [] : task.plannedMetrics(metrics.length > 0 ? metrics : trainingMetrics, data),
    ...(on && set && { on: otherSet(set, { task, data, found }, on.outOfDomain, limit), domain: domainImages(before, data) }),
    ...(corrupted && {
      corrupted: { names: corrupted as CorruptionName[], images: someOf(data.valid, limit ?? defaultCorrupted, found.seed) },
    }),
  };
}

function otherSet(
  { target, name, folder, samples, broken }: InspectedSet<OtherData>,
  { task, data, found }: Pick<PlanContext, "task" | "data" | "found">,
  outOfDomain: boolean,
  limit: number | null,
): OtherSet {
  const some = someOf(samples, limit ?? samples.length, found.seed);
  return { name, folder, ...target, samples: some, broken, outOfDomain, ...task.matches(target, data) };
}
