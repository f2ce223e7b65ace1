import { formatWhole, plural } from "../common/units.ts";
import type { Broken, Sample } from "./data.ts";
import { partOf } from "./split_folders.ts";

/** Data that are measured on and not learned from: all of their images, whatever a split would say. */
export interface FoundSet {
  name: string;
  folder: string;
  /** Sorted; none where nothing labels the images, which data out of domain need not. */
  classes: string[];
  /** Labels are indices into `classes`; -1 of images without. */
  samples: Sample[];
  broken: Broken[];
  inferences: string[];
  warnings: string[];
}

/** The part of it that the plan keeps: how its classes go with those that are learned. */
export interface MeasuredSet extends Omit<FoundSet, "inferences" | "warnings"> {
  outOfDomain: boolean;
  /** For each class of the set its index among the learned ones; null of a class that is none of them. */
  matches: (number | null)[];
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

/** Case, `-`, `_` and spaces do not make another class. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, "");

/** How the classes of a set go with those that are learned, by their names. */
export function matchClasses(classes: readonly string[], learned: readonly string[]): (number | null)[] {
  const exact = new Map(learned.map((name, i) => [name, i]));
  const near = new Map(learned.map((name, i) => [plain(name), i]));
  return classes.map(name => exact.get(name) ?? near.get(plain(name)) ?? null);
}

/** One sentence for classes of a set that are none of those that are learned. */
export function unmatched({
  name,
  classes,
  matches,
  samples,
}: Pick<MeasuredSet, "name" | "classes" | "matches" | "samples">): string | null {
  const others = classes.filter((_, i) => matches[i] === null);
  if (others.length === 0) return null;
  const images = samples.filter(({ label }) => matches[label] === null).length;
  const named = others.slice(0, 5).join(", ") + (others.length > 5 ? ` and ${others.length - 5} more` : "");
  const are = others.length === 1 ? "is a class that is not learned" : "are classes that are not learned";
  return `${named} of ${name} ${are}: ${plural(images, "image")} can only be wrong, and count${images === 1 ? "s" : ""} in no metric`;
}
