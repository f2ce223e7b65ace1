import { formatWhole, plural } from "../common/units.ts";
import type { Broken, Sample } from "./data.ts";
import { partOf } from "./split_folders.ts";

/** A data set used for evaluation only: all of its images, whatever its split. */
export interface InspectedSet<Other = unknown> {
  name: string;
  folder: string;
  /** Labels are as the target reads them; -1 of images without. */
  samples: Sample[];
  broken: Broken[];
  /** What the target keeps of it. */
  target: Other;
  inferences: string[];
  warnings: string[];
}

/** The part of it that the plan keeps. A task adds its own fields. */
export interface EvaluationSet extends Omit<InspectedSet, "inferences" | "warnings" | "target"> {
  outOfDomain: boolean;
}

/** Warns if images of a set are also trained on, unless its name says so. */
export function trainedOn({ name, samples }: InspectedSet, train: readonly Sample[]): string[] {
  if (partOf(name)?.part === "train") return [];
  const paths = new Set(train.map(({ path }) => path));
  const both = samples.filter(({ path }) => paths.has(path)).length;
  if (both === 0) return [];
  return [
    `${formatWhole(both)} of ${plural(samples.length, "image")} of ${name} ${both === 1 ? "is" : "are"} also trained on: metrics on ${name} are too good`,
  ];
}
