import { plural } from "../../../common/units.ts";
import type { EvaluationSet } from "../../../data/evaluation_set.ts";
import type { ClassMatches, OtherClasses } from "./classes.ts";

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
}: Pick<EvaluationSet, "name" | "samples"> & OtherClasses & ClassMatches): string | null {
  const others = classes.filter((_, i) => matches[i] === null);
  if (others.length === 0) return null;
  const images = samples.filter(({ label }) => matches[label] === null).length;
  const named = others.slice(0, 5).join(", ") + (others.length > 5 ? ` and ${others.length - 5} more` : "");
  const are = others.length === 1 ? "is a class that is not learned" : "are classes that are not learned";
  return `${named} of ${name} ${are}: ${plural(images, "image")} can only be wrong, and count${images === 1 ? "s" : ""} in no metric`;
}
