import { readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { Failure } from "../../common/failure.ts";
import { type Found, findImages } from "../../data/files.ts";
import { inferLabels } from "../../data/infer_labels.ts";
import { applyLabels } from "../../data/labels.ts";
import { inferSplit } from "../../data/split.ts";
import { isSplitFolder } from "../../data/split_folders.ts";
import type { LabelRule, SplitRule } from "../../language/program.ts";

/** What a folder of images says about itself, before any image is opened. */
export interface Look {
  images: number;
  labels: LabelRule;
  split: SplitRule;
}

/** Names that hold the label, from the usual to the rare: `cat.12.jpg`, `cat-12.jpg`, `cat (1).jpg`, `cat12.jpg`; `12-cat.jpg`. */
const namePatterns = ["^(.+?)[ ._-]*\\(?\\d+\\)?\\.[^.]+$", "^\\d+[ ._-]+(.+)\\.[^.]+$"];

/** Below that, neither a model nor its error rate means anything. */
const fewest = 10;

/** Looks at a folder. Throws a `Failure` of fault `data`, with the way out, where it has no images, too few, or none that are labelled. */
export async function look(folder: string, given: LabelRule | null): Promise<Look> {
  const images = await findImages(folder);
  if (images.length === 0)
    throw new Failure(
      "data",
      `the folder ${folder} holds no images`,
      "name the folder that they are in: `exp init FOLDER`; it may have folders in it, one for each class",
    );
  const labels = given ?? (await labelRule(images, folder));
  const { labelled } = await applyLabels(images, labels, folder);
  const classes = new Set(labelled.map(({ label }) => label));
  if (classes.size < 2)
    throw new Failure(
      "data",
      `the images of ${folder} are all of one class, \`${[...classes][0]}\``,
      "put those of each class into a folder of its own, or say what tells them apart: `--labels`",
    );
  if (labelled.length < fewest)
    throw new Failure(
      "data",
      `the folder ${folder} holds only ${labelled.length} images with a label`,
      "some twenty of each class are a beginning, a hundred are better",
    );
  return { images: labelled.length, labels, split: inferSplit(labelled) };
}

/** The rule that data would be read by, or the first other that fits. */
async function labelRule(images: Found[], folder: string): Promise<LabelRule> {
  try {
    return await inferLabels(images, folder);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    for (const rule of [...tables(folder), ...tables(dirname(folder)), ...namePatterns.map(pattern => ({ by: "regex", pattern }) as const)])
      if (await fits(rule, images, folder)) return rule;
    // One folder is one class, which is told in its turn.
    const folders = new Set(images.map(({ relative }) => relative.split("/").slice(0, -1).join("/")));
    if (folders.size === 1 && !folders.has("")) return { by: "folder" };
    const some = images.slice(0, 3).map(({ relative }) => relative);
    throw new Failure(
      "data",
      `nothing in ${folder} tells of what class an image is (${some.join(", ")}${images.length > some.length ? ", …" : ""})`,
      "put the images of each class into a folder of its own, or say where labels come from: --labels 'from name \"(.+)_[0-9]+\"'",
    );
  }
}

const tables = (folder: string): LabelRule[] =>
  readdirSync(folder)
    .filter(name => name.toLowerCase().endsWith(".csv"))
    .sort()
    .map(name => ({ by: "csv", file: join(folder, name), image: null, label: null }));

/** Whether a rule labels nearly all images, with several of each label. */
async function fits(rule: LabelRule, images: Found[], folder: string): Promise<boolean> {
  const labelling = await applyLabels(images, rule, folder).catch(error => {
    if (error instanceof Failure) return null;
    throw error;
  });
  if (!labelling || labelling.labelled.length < 0.9 * images.length) return false;
  const labels = new Set(labelling.labelled.map(({ label }) => label));
  return labels.size >= 2 && labels.size <= labelling.labelled.length / 2;
}

/** Folders that may hold images, but none to learn from. */
const notData = new Set(["runs", "node_modules"]);

/** Folders in `folder` that hold images, by name; `.` where they seem to be the classes of one data set, or images lie beside them. */
export async function foldersOfImages(folder: string): Promise<string[]> {
  const topOf = ({ relative }: Found): string => (relative.includes("/") ? relative.split("/")[0] : ".");
  const images = (await findImages(folder)).filter(image => !notData.has(topOf(image)));
  const tops = [...new Set(images.map(topOf))];
  const isFlat = images.every(({ relative }) => relative.split("/").length < 3);
  return tops.includes(".") || (tops.length > 1 && isFlat) || tops.some(isSplitFolder) ? ["."] : tops;
}

/** Whether a file would lie among the images, and its runs with it. */
export const isInside = (file: string, folder: string): boolean => {
  const path = relative(folder, file);
  return path !== ".." && !path.startsWith(`..${sep}`) && !/^(?:\/|[A-Za-z]:)/.test(path);
};
