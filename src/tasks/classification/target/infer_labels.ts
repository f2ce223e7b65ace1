import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "../../../common/failure.ts";
import { formatWhole, plural } from "../../../common/units.ts";
import type { ImageFile } from "../../../data/files.ts";
import { findParts, hasLabelsInParts, isPartFolder, isPublishedPart } from "../../../data/split_folders.ts";
import type { LabelRule } from "../../../program/program.ts";

/** `NAME_12.jpg`, as the Oxford-IIIT pets are named. */
const numbered = "^(.+)_\\d+\\.[^.]+$";

/** Names that hold the label, from the usual to the rare: `cat.12.jpg`, `cat-12.jpg`, `cat (1).jpg`, `cat12.jpg`; `12-cat.jpg`. */
export const namePatterns = ["^(.+?)[ ._-]*\\(?\\d+\\)?\\.[^.]+$", "^\\d+[ ._-]+(.+)\\.[^.]+$"];

/** Tables that data sets usually come with. */
const usualTables = ["labels.csv", "train.csv"];

/** Part of the files that must be named like `NAME_12.jpg` for that to be the rule. */
const mostNames = 0.9;

/** Images beside the folders of classes that are left out as strays: this part of all, or this many where they are less than half. */
const strayShare = 0.1;
const fewStrays = 3;

/** Images named in a message. */
const named = 3;

/** The rule that fits the layout of the folder. Throws a `Failure` of fault `data` that names the images that stand in its way where none does. */
export async function inferLabels(images: ImageFile[], folder: string): Promise<LabelRule> {
  const table = usualTables.map(name => join(folder, name)).find(path => existsSync(path) && statSync(path).isFile());
  if (table !== undefined) return { by: "csv", file: table, image: null, label: null };
  const found = findParts(images);
  const folders = [...new Set(images.map(folderOf))];
  const { parts } = found;
  if (parts?.within && folders.every(path => isPartFolder(path, parts))) return { by: "folder", outer: true };
  if (hasLabelsInParts(images, found)) return { by: "folder" };
  const classes = folders.filter(path => path !== "" && !isPublishedPart(path) && !(parts && isPartFolder(path, parts)));
  const strays = images.filter(image => folderOf(image) === "");
  const few = strays.length <= strayShare * images.length || (strays.length <= fewStrays && 2 * strays.length < images.length);
  if (classes.length >= 2 && strays.length === 0) return { by: "folder" };
  const { matching, others, labels } = namedBy(numbered, images);
  if (matching.length > mostNames * images.length && labels.size >= 2) return { by: "regex", pattern: numbered };
  if (classes.length >= 2 && few) return { by: "folder" };
  throw new Failure(
    "data",
    `the labels cannot be inferred from the layout of ${folder}: ${why(images, { classes, strays, matching, others, labels })}`,
    fix(images),
  );
}

const folderOf = ({ relative }: ImageFile): string => (relative.includes("/") ? dirname(relative) : "");
const basenames = (images: readonly ImageFile[]): string =>
  images
    .slice(0, named)
    .map(({ relative }) => relative)
    .join(", ") + (images.length > named ? ", …" : "");

/** The images that a pattern names, the others, and their labels. */
function namedBy(pattern: string, images: readonly ImageFile[]) {
  const expression = new RegExp(pattern, "u");
  const found = images.map(({ relative }) => expression.exec(basename(relative))?.[1]);
  return {
    matching: images.filter((_, i) => found[i] !== undefined),
    others: images.filter((_, i) => found[i] === undefined),
    labels: new Set(found.filter(label => label !== undefined)),
  };
}

interface Layout {
  /** Folders that may be classes. */
  classes: readonly string[];
  /** Images beside them. */
  strays: readonly ImageFile[];
  matching: readonly ImageFile[];
  others: readonly ImageFile[];
  labels: ReadonlySet<string>;
}

/** Which images stand in the way of the rule that comes nearest. */
function why(images: readonly ImageFile[], { classes, strays, matching, others, labels }: Layout): string {
  const of = (some: readonly ImageFile[]) => `${formatWhole(some.length)} of ${plural(images.length, "image")}`;
  if (classes.length >= 2)
    return `${of(strays)} lie beside the folders ${classes
      .slice(0, named)
      .map(path => basename(path))
      .join(", ")}${classes.length > named ? ", …" : ""} (${basenames(strays)})`;
  if (labels.size === 1 && others.length === 0)
    return `there is only one class, all images are named \`${[...labels][0]}\` (${basenames(images)})`;
  if (classes.length === 1 && strays.length === 0)
    return `there is only one class, all images are in the folder \`${basename(classes[0])}\` (${basenames(images)})`;
  if (2 * matching.length > images.length) return `${of(others)} are not named as the others, NAME_12.jpg (${basenames(others)})`;
  return `neither folders nor names tell the classes apart (${basenames(images)})`;
}

/** Patterns that fit, then the other rules. */
function fix(images: readonly ImageFile[]): string {
  const fitting = namePatterns.find(pattern => {
    const { matching, labels } = namedBy(pattern, images);
    return matching.length > mostNames * images.length && labels.size >= 2 && 2 * labels.size <= images.length;
  });
  const rules = 'labels from folder, labels from name "REGEX", labels from case upper cat lower dog, or labels from csv "FILE"';
  if (fitting === undefined) return `say how: ${rules}`;
  const some = [...namedBy(fitting, images).labels].slice(0, named).join(", ");
  return `say how: labels from name "${fitting}" fits these names (${some}); or ${rules}`;
}
