import { basename } from "node:path";
import { Failure } from "../common/failure.ts";
import type { LabelRule } from "../program/program.ts";
import type { ImageFile } from "./files.ts";
import { type Labelled, type Labelling, leftOut } from "./labelling.ts";
import { matchNames } from "./match_names.ts";
import { type FoundParts, findParts, foldersBesideParts, hasLabelsInParts, isPartFolder, isPartName } from "./split_folders.ts";
import { labelsFromTable } from "./table_labels.ts";

type Rules = { [K in LabelRule["by"]]: (images: ImageFile[], rule: Extract<LabelRule, { by: K }>, folder: string) => Promise<Labelling> };

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
export async function applyLabels(images: ImageFile[], rule: LabelRule, folder: string): Promise<Labelling> {
  const labelling = await (rules[rule.by] as Rules["folder"])(images, rule as Extract<LabelRule, { by: "folder" }>, folder);
  if (labelling.labelled.length > 0) return withOneForm(labelling);
  throw new Failure("data", `no image of ${folder} gets a label from ${labelling.described}`, `the first is ${images[0].relative}`);
}

/** Takes labels for one that differ in nothing that is seen: in how Unicode puts letters and accents together, or in blanks at their ends. */
function withOneForm({ labelled, notes, described, column }: Labelling): Labelling {
  const forms = new Map<string, Set<string>>();
  for (const { label } of labelled) {
    const shown = label.normalize().trim();
    forms.set(shown, (forms.get(shown) ?? new Set()).add(label));
  }
  const several = new Set([...forms].filter(([, written]) => written.size > 1).map(([shown]) => shown));
  if (several.size === 0) return { labelled, notes, described, column };
  const one = (label: string): string => (several.has(label.normalize().trim()) ? label.normalize().trim() : label);
  const sentences = [...several].map(
    label => `\`${label}\` is written in several ways, in blanks or letters with accents, and taken for one class`,
  );
  return { labelled: labelled.map(image => ({ ...image, label: one(image.label) })), notes: [...notes, ...sentences], described, column };
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
function byName(images: ImageFile[], described: string, label: (image: ImageFile, i: number) => string | undefined): Labelling {
  const labelled: Labelled[] = [];
  const unlabelled: ImageFile[] = [];
  for (const [i, image] of images.entries()) {
    const found = label(image, i);
    if (found) labelled.push({ ...image, label: found });
    else unlabelled.push(image);
  }
  return { described, column: null, labelled, notes: leftOut(unlabelled.map(({ relative }) => relative)) };
}
