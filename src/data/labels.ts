import { basename } from "node:path";
import { Failure } from "../common/failure.ts";
import type { LabelRule } from "../language/program.ts";
import type { Found } from "./files.ts";
import { type Labelled, type Labelling, leftOut } from "./labelling.ts";
import { matchNames } from "./match_names.ts";
import { hasSplitFolders, isSplitFolder } from "./split_folders.ts";
import { labelsFromTable } from "./table_labels.ts";

type Rules = { [K in LabelRule["by"]]: (images: Found[], rule: Extract<LabelRule, { by: K }>, folder: string) => Promise<Labelling> };

const rules: Rules = {
  folder: async images => {
    const splits = hasSplitFolders(images);
    return byName(images, "the folder of each image", ({ relative }) => {
      const parts = relative.split("/");
      // Beside train/cats, images that lie directly in test have no label.
      return splits && parts.length === 2 && isSplitFolder(parts[0]) ? undefined : parts.at(-2);
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
export async function applyLabels(images: Found[], rule: LabelRule, folder: string): Promise<Labelling> {
  const labelling = await (rules[rule.by] as Rules["folder"])(images, rule as Extract<LabelRule, { by: "folder" }>, folder);
  if (labelling.labelled.length > 0) return labelling;
  throw new Failure("data", `no image of ${folder} gets a label from ${labelling.described}`, `the first is ${images[0].relative}`);
}

/** Labels each image by `label`, where it finds one. */
function byName(images: Found[], described: string, label: (image: Found, i: number) => string | undefined): Labelling {
  const labelled: Labelled[] = [];
  const unlabelled: Found[] = [];
  for (const [i, image] of images.entries()) {
    const found = label(image, i);
    if (found) labelled.push({ ...image, label: found });
    else unlabelled.push(image);
  }
  return { described, labelled, notes: leftOut(unlabelled.map(({ relative }) => relative)) };
}
