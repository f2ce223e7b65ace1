import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parse } from "csv-parse/sync";
import { Failure } from "../common/failure.ts";
import { nearest } from "../language/nearest.ts";
import type { LabelRule } from "../language/program.ts";
import type { Found } from "./files.ts";

/** An image with its label, and the row of the table that gave it. */
export interface Labelled extends Found {
  label: string;
  row?: Record<string, string>;
}
/** What a rule made of the images; those that it could not label are named. */
export interface Labelling {
  labelled: Labelled[];
  unlabelled: string[];
  /** How the labels were found, for people. */
  described: string;
}

type Rules = { [K in LabelRule["by"]]: (images: Found[], rule: Extract<LabelRule, { by: K }>, folder: string) => Promise<Labelling> };

/** Labels each image by `label`, where it finds one. */
function byName(images: Found[], described: string, label: (image: Found) => string | undefined): Labelling {
  const found = images.map(image => ({ ...image, label: label(image) }));
  return {
    described,
    labelled: found.filter((image): image is Found & { label: string } => image.label !== undefined),
    unlabelled: found.filter(image => image.label === undefined).map(image => image.relative),
  };
}

const rules: Rules = {
  folder: async images => byName(images, "the folder of each image", ({ relative }) => relative.split("/").at(-2)),
  regex: async (images, { pattern }) => {
    const expression = new RegExp(pattern, "u");
    return byName(images, `the file name, by "${pattern}"`, ({ relative }) => expression.exec(basename(relative))?.[1]);
  },
  case: async (images, { upper, lower }) =>
    byName(images, `${upper} where the file name begins with a capital letter, else ${lower}`, ({ relative }) =>
      /^\p{Lu}/u.test(basename(relative)) ? upper : lower,
    ),
  csv: fromTable,
};

/** Names that columns usually have, in the order of preference. */
const usualColumns = {
  image: ["image", "file", "filename", "path", "name", "fname", "id"],
  label: ["label", "class", "category", "breed", "labels", "target"],
};

function column(kind: keyof typeof usualColumns, asked: string | null, columns: string[], file: string): string {
  const fallback = kind === "image" ? columns[0] : columns[1];
  const found = asked === null ? (usualColumns[kind].find(name => columns.includes(name)) ?? fallback) : columns.find(c => c === asked);
  if (found !== undefined) return found;
  const [close] = nearest(asked ?? "", columns);
  throw new Failure(
    "data",
    `${basename(file)} has no column \`${asked}\``,
    close ? `did you mean \`${close}\`?` : `its columns are ${columns.join(", ")}`,
  );
}

async function fromTable(images: Found[], rule: Extract<LabelRule, { by: "csv" }>, folder: string): Promise<Labelling> {
  const rows = await readTable(rule.file);
  const columns = Object.keys(rows[0] ?? {});
  if (rows.length === 0 || columns.length < 2)
    throw new Failure("data", `${rule.file} has no table with a column of images and one of labels`);
  const [imageColumn, labelColumn] = [column("image", rule.image, columns, rule.file), column("label", rule.label, columns, rule.file)];
  const byRelative = new Map(images.map(image => [image.relative, image]));
  // Tables often leave out the extension, or name files in a subfolder by their base name.
  const byBase = new Map(
    images.flatMap(image =>
      [basename(image.relative), basename(image.relative).replace(/\.[^.]+$/, "")].map(name => [name, image] as const),
    ),
  );
  const labelled: Labelled[] = [];
  const missing: string[] = [];
  for (const row of rows) {
    const name = row[imageColumn];
    const image = byRelative.get(name) ?? byBase.get(name);
    if (image) labelled.push({ ...image, label: row[labelColumn], row });
    else missing.push(name);
  }
  if (labelled.length === 0) {
    throw new Failure(
      "data",
      `no image of ${folder} is named in the column \`${imageColumn}\` of ${rule.file}`,
      `its first row names \`${rows[0][imageColumn]}\``,
    );
  }
  labelled.sort((a, b) => (a.relative < b.relative ? -1 : 1));
  return { labelled, unlabelled: missing, described: `the column ${labelColumn} of ${basename(rule.file)}` };
}

async function readTable(file: string): Promise<Record<string, string>[]> {
  if (!existsSync(file)) throw new Failure("data", `the table ${file} does not exist`);
  try {
    return parse(await readFile(file, "utf8"), { columns: true, skip_empty_lines: true, trim: true, bom: true }) as Record<
      string,
      string
    >[];
  } catch (error) {
    throw new Failure("data", `${file} is not a readable table: ${(error as Error).message}`);
  }
}

export const applyLabels = (images: Found[], rule: LabelRule, folder: string): Promise<Labelling> =>
  (rules[rule.by] as Rules["folder"])(images, rule as Extract<LabelRule, { by: "folder" }>, folder);

/** Folder names that mean the two splits. */
export const splitFolders = { train: ["train", "training"], valid: ["valid", "val", "validation", "test"] };

/** `NAME_12.jpg`, as the Oxford-IIIT pets are named. */
const numbered = "^(.+)_\\d+\\.[^.]+$";

/** The rule that fits the layout of the folder. Throws a `Failure` of fault `data` that shows the first files where none does. */
export async function inferLabels(images: Found[], folder: string): Promise<LabelRule> {
  for (const name of ["labels.csv", "train.csv"])
    if (existsSync(join(folder, name))) return { by: "csv", file: join(folder, name), image: null, label: null };
  const parents = new Set(images.map(({ relative }) => relative.split("/").slice(0, -1).join("/")));
  const splitNames = new Set(Object.values(splitFolders).flat());
  const classes = [...parents].filter(parent => parent !== "" && !splitNames.has(parent));
  if (classes.length >= 2 && !parents.has("")) return { by: "folder" };
  const names = images.map(({ relative }) => new RegExp(numbered, "u").exec(basename(relative))?.[1]);
  if (names.filter(name => name !== undefined).length > 0.9 * images.length && new Set(names).size >= 2)
    return { by: "regex", pattern: numbered };
  const some = images.slice(0, 3).map(({ relative }) => relative);
  throw new Failure(
    "data",
    `the labels cannot be inferred from the layout of ${folder} (${some.join(", ")}, …)`,
    'say how: labels from folder, labels from name "REGEX", labels from case upper cat lower dog, or labels from csv "FILE"',
  );
}
