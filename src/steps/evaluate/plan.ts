import type { Sample } from "../../data/data.ts";
import { type FoundSet, type MeasuredSet, matchClasses } from "../../data/measured_set.ts";
import type { CorruptionName } from "../../inputs/image/corruptions/index.ts";
import type { MetricSpec } from "../../metrics/spec.ts";
import { domainImages, someOf } from "../../plan/domain.ts";
import type { PlanContext } from "../step.ts";
import type { EvaluateSpec } from "./spec.ts";

export interface EvaluateStep {
  kind: "evaluate";
  metrics: MetricSpec[];
  /** Other data that are measured on, instead of the validation images. */
  on?: MeasuredSet;
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
    ...(on && set && { on: measuredSet(set, on.outOfDomain, data.classes, limit, found.seed), domain: domainImages(before, data) }),
    ...(corrupted && {
      corrupted: { names: corrupted as CorruptionName[], images: someOf(data.valid, limit ?? defaultCorrupted, found.seed) },
    }),
  };
}

function measuredSet(
  { inferences: _, warnings: __, ...set }: FoundSet,
  outOfDomain: boolean,
  learned: readonly string[],
  limit: number | null,
  seed: number,
): MeasuredSet {
  const samples = someOf(set.samples, limit ?? set.samples.length, seed);
  return { ...set, samples, outOfDomain, matches: matchClasses(set.classes, learned) };
}
