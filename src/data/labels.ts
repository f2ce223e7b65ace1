import { basename } from "node:path";
import { Failure } from "../common/failure.ts";
import type { LabelRule } from "../program/program.ts";
import type { ImageFile } from "./files.ts";
import { type Labeled, type Labeling, leftOut } from "./labeling.ts";
import { matchNames } from "./match_names.ts";
import { type FoundParts, findParts, foldersBesideParts, hasLabelsInParts, isPartFolder, isPartName } from "./split_folders.ts";
import { labelsFromTable } from "./table_labels.ts";

type Rules = { [K in LabelRule["by"]]: (images: ImageFile[], rule: Extract<LabelRule, { by: K }>, folder: string) => Promise<Labeling> };

const rules: Rules = {
  folder: async (images, { outer }) => {
    const found = findParts(images);
    if (outer) return byName(images, "the outermost folder that tells images apart", outermost(images, found));
    const splits = hasLabelsInParts(images, found);
    return byName(images, "the folder of each image", ({ relative }) => {
      const folders = relative.split("/").slice(0, -1);
      // Beside train/cats, images that lie directly in test have no label.
      const isPart =
        (folders.length === 1 && isPartName(folders[0])) || (found.parts !== null && isPartFolder(folders.join("/"), found.parts));
      return splits && isPart ? undefined : folders.at(-1);
    });
  },
  regex: async (images, { pattern }) => {
    const found = matchNames(
      pattern,
      images.map(({ relative }) => relative),
    );
    return byName(images, `the file name, by "${pattern}"`, (_, i) => found[i]);
  },
  case: async (images, { upper, lower }) =>
    byName(images, `${upper} where the file name begins with a capital letter, else ${lower}`, ({ relative }) =>
      /^\p{Lu}/u.test(basename(relative)) ? upper : lower,
    ),
  csv: labelsFromTable,
};

/** Labels each image. Throws a `Failure` of fault `data` where the rule labels none, or its table is wrong. */
export async function applyLabels(images: ImageFile[], rule: LabelRule, folder: string): Promise<Labeling> {
  const labeling = await (rules[rule.by] as Rules["folder"])(images, rule as Extract<LabelRule, { by: "folder" }>, folder);
  if (labeling.labeled.length > 0) return withOneForm(labeling);
  throw new Failure("data", `no image of ${folder} gets a label from ${labeling.described}`, `the first is ${images[0].relative}`);
}

/** Takes labels for one that differ in nothing that is seen: in how Unicode puts letters and accents together, or in blanks at their ends. */
function withOneForm({ labeled, notes, described, column }: Labeling): Labeling {
  const forms = new Map<string, Set<string>>();
  for (const { label } of labeled) {
    const shown = label.normalize().trim();
    forms.set(shown, (forms.get(shown) ?? new Set()).add(label));
  }
  const several = new Set([...forms].filter(([, written]) => written.size > 1).map(([shown]) => shown));
  if (several.size === 0) return { labeled, notes, described, column };
  const one = (label: string): string => (several.has(label.normalize().trim()) ? label.normalize().trim() : label);
  const sentences = [...several].map(
    label => `\`${label}\` is written in several ways, in blanks or letters with accents, and taken for one class`,
  );
  return { labeled: labeled.map(image => ({ ...image, label: one(image.label) })), notes: [...notes, ...sentences], described, column };
}

/** The first folder that is not the same for all images, those of parts left out: `pets/train/cats/indoor/1.jpg` is of `cats`. */
function outermost(images: ImageFile[], found: FoundParts): (image: ImageFile, i: number) => string | undefined {
  const folders = images.map(({ relative }) => foldersBesideParts(relative, found));
  const inFolders = folders.filter(path => path.length > 0);
  let depth = 0;
  while (inFolders.every(path => path.length > depth + 1 && path[depth] === inFolders[0][depth])) depth++;
  return (_, i) => folders[i][depth];
}

/** Labels each image by `label`, where it finds one. */
function byName(images: ImageFile[], described: string, label: (image: ImageFile, i: number) => string | undefined): Labeling {
  const labeled: Labeled[] = [];
  const unlabeled: ImageFile[] = [];
  for (const [i, image] of images.entries()) {
    const found = label(image, i);
    if (found) labeled.push({ ...image, label: found });
    else unlabeled.push(image);
  }
  return { described, column: null, labeled, notes: leftOut(unlabeled.map(({ relative }) => relative)) };
}
