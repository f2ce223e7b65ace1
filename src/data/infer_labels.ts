import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../common/failure.ts";
import type { LabelRule } from "../language/program.ts";
import type { Found } from "./files.ts";
import { hasSplitFolders, isSplitFolder } from "./split_folders.ts";

/** `NAME_12.jpg`, as the Oxford-IIIT pets are named. */
const numbered = "^(.+)_\\d+\\.[^.]+$";

/** Tables that data sets usually come with. */
const usualTables = ["labels.csv", "train.csv"];

/** Part of the files that must be named like `NAME_12.jpg` for that to be the rule. */
const mostNames = 0.9;

/** The rule that fits the layout of the folder. Throws a `Failure` of fault `data` that shows the first files where none does. */
export async function inferLabels(images: Found[], folder: string): Promise<LabelRule> {
  const table = usualTables.map(name => join(folder, name)).find(path => existsSync(path) && statSync(path).isFile());
  if (table !== undefined) return { by: "csv", file: table, image: null, label: null };
  const folders = new Set(images.map(({ relative }) => relative.split("/").slice(0, -1).join("/")));
  const splits = hasSplitFolders(images);
  const classes = [...folders].filter(path => path !== "" && !isSplitFolder(path));
  if (splits || (classes.length >= 2 && !folders.has(""))) return { by: "folder" };
  const expression = new RegExp(numbered, "u");
  const names = images.map(({ relative }) => expression.exec(basename(relative))?.[1]).filter(name => name !== undefined);
  if (names.length > mostNames * images.length && new Set(names).size >= 2) return { by: "regex", pattern: numbered };
  const some = images.slice(0, 3).map(({ relative }) => relative);
  throw new Failure(
    "data",
    `the labels cannot be inferred from the layout of ${folder} (${some.join(", ")}${images.length > some.length ? ", …" : ""})`,
    'say how: labels from folder, labels from name "REGEX", labels from case upper cat lower dog, or labels from csv "FILE"',
  );
}
