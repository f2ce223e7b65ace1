import { plural } from "../../../common/units.ts";
import type { Labeled } from "../../../data/labeling.ts";
import { some } from "../../../data/listing_notes.ts";

/** `2 classes: cat, dog` */
export const classesText = (classes: readonly string[]): string =>
  `${plural(classes.length, "class", "classes")}${classes.length > 0 ? `: ${some(classes)}` : ""}`;

/** Classes whose names look alike: in letter case, in blanks, or in letters that are drawn alike. A warning each. */
export function alikeClasses(images: readonly Labeled[]): string[] {
  const same = new Map<string, Set<string>>();
  for (const { label } of images) {
    const key = label
      .normalize("NFKC")
      .toLowerCase()
      .trim()
      .replace(/[\s_-]+/g, " ");
    same.set(key, (same.get(key) ?? new Set()).add(label));
  }
  return [...same.values()]
    .filter(labels => labels.size > 1)
    .map(labels => {
      const names = [...labels].sort();
      return `${names.map(name => `\`${name}\``).join(" and ")} are different classes, though their names look alike: give them one name if they are one`;
    });
}
