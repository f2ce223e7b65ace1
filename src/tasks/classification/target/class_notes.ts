import { plural } from "../../../common/units.ts";
import type { Labeled } from "../../../data/labeling.ts";
import { applyLabels } from "../../../data/labels.ts";
import { some } from "../../../data/listing_notes.ts";
import { findParts, foldersBesideParts, isPartName } from "../../../data/split_folders.ts";
import type { LabelRule } from "../../../program/program.ts";
import { classesText } from "./class_text.ts";

/** Names of folders that say what is in them, not what the images show. */
const containers = new Set(
  "images image imgs img photos pictures data masks mask labels annotations augmented augmentation aug original originals cropped resized raw".split(
    " ",
  ),
);
const isContainer = (name: string): boolean => containers.has(name.toLowerCase()) || isPartName(name);

/** Classes that folders give and that are hardly meant, a warning each, with what to write instead. */
export async function unlikelyClasses(images: readonly Labeled[], rule: LabelRule, folder: string): Promise<string[]> {
  if (rule.by !== "folder" || rule.outer) return [];
  const classes = [...new Set(images.map(({ label }) => label))].sort();
  const named = classes.filter(isContainer);
  const found = findParts(images);
  const parents = new Map<string, Set<string>>();
  for (const { relative, label } of images) {
    const above = foldersBesideParts(relative, found).slice(0, -1).join("/");
    parents.set(label, (parents.get(label) ?? new Set()).add(above === "" ? "." : above));
  }
  const several = classes.filter(label => parents.get(label)!.size > 1);
  if (named.length === 0 && several.length === 0) return [];
  const outer = (await outerClasses(images, folder)).filter((_, _i, all) => all.join("/") !== classes.join("/"));
  const instead =
    outer.length > 1
      ? `\`labels from folder outer\` takes the outermost folders instead (${classesText(outer)})`
      : "where it is none, move its images out of the folder";
  return [
    ...(named.length > 0 ? [`${some(named)} ${named.length === 1 ? "is taken for a class" : "are taken for classes"}: ${instead}`] : []),
    ...(several.length > 0 && outer.length > 1
      ? [
          `the class ${several[0]}${several.length > 1 ? ` (and ${plural(several.length - 1, "other")})` : ""} is made of folders in ${some([...parents.get(several[0])!].sort(), 3)}: ${instead}`,
        ]
      : []),
  ];
}

/** The classes that the outermost folders give. */
export async function outerClasses(images: readonly Labeled[], folder: string): Promise<string[]> {
  const { labeled } = await applyLabels([...images], { by: "folder", outer: true }, folder).catch(() => ({ labeled: [] as Labeled[] }));
  return [...new Set(labeled.map(({ label }) => label))].sort();
}
