import { formatWhole, plural } from "../common/units.ts";
import type { Broken, Sample } from "./data.ts";
import { partOf } from "./split_folders.ts";

/** Data that are measured on and not learned from: all of their images, whatever a split would say. */
export interface FoundSet<Other = unknown> {
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

/** The part of it that the plan keeps; a task adds its own. */
export interface MeasuredSet extends Omit<FoundSet, "inferences" | "warnings" | "target"> {
  outOfDomain: boolean;
}

/** A warning where images of a set are trained on, unless it is named as what they are. */
export function trainedOn({ name, samples }: FoundSet, train: readonly Sample[]): string[] {
  if (partOf(name)?.part === "train") return [];
  const paths = new Set(train.map(({ path }) => path));
  const both = samples.filter(({ path }) => paths.has(path)).length;
  if (both === 0) return [];
  return [
    `${formatWhole(both)} of ${plural(samples.length, "image")} of ${name} ${both === 1 ? "is" : "are"} also trained on: metrics on ${name} are too good`,
  ];
}
