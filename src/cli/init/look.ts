import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { findImages, type ImageFile } from "../../data/files.ts";
import { applyLabels } from "../../data/labels.ts";
import { inferSplit } from "../../data/split.ts";
import { isPartName } from "../../data/split_folders.ts";
import type { LabelRule, SplitRule } from "../../program/program.ts";
import { inferLabels, namePatterns } from "../../tasks/classification/target/infer_labels.ts";

/** What is known of a folder of images before any image is opened. */
export interface Look {
  images: number;
  labels: LabelRule;
  split: SplitRule;
}

/** With fewer, neither a model nor its error rate means anything. */
const fewest = 10;

/** Looks at a folder. Throws a `Failure` of fault `data`, with a fix, where it has no images, too few, or none that are labeled. */
export async function look(folder: string, given: LabelRule | null): Promise<Look> {
  const images = await findImages(folder);
  if (images.length === 0)
    throw new Failure(
      "data",
      `there are no images in the folder ${folder}`,
      "name the folder of images: `exp init FOLDER`; it may have a folder inside for each class",
    );
  const labels = given ?? (await labelRule(images, folder));
  const { labeled } = await applyLabels(images, labels, folder);
  const classes = new Set(labeled.map(({ label }) => label));
  if (classes.size < 2)
    throw new Failure(
      "data",
      `the images of ${folder} are all of one class, \`${[...classes][0]}\``,
      "put the images of each class into a folder of its own, or give the source of the labels: `--labels`",
    );
  if (labeled.length < fewest)
    throw new Failure(
      "data",
      `the folder ${folder} has only ${labeled.length} images with a label`,
      "add images: 20 of each class are a start, 100 are better",
    );
  return { images: labeled.length, labels, split: inferSplit(labeled) };
}

/** The rule that data would be read by, or the first other that fits. */
async function labelRule(images: ImageFile[], folder: string): Promise<LabelRule> {
  try {
    return await inferLabels(images, folder);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    for (const rule of [...tables(folder), ...tables(dirname(folder)), ...namePatterns.map(pattern => ({ by: "regex", pattern }) as const)])
      if (await fits(rule, images, folder)) return rule;
    // One folder is one class, which is reported later.
    const folders = new Set(images.map(({ relative }) => relative.split("/").slice(0, -1).join("/")));
    if (folders.size === 1 && !folders.has("")) return { by: "folder" };
    const some = images.slice(0, 3).map(({ relative }) => relative);
    throw new Failure(
      "data",
      `nothing in ${folder} shows the class of an image (${some.join(", ")}${images.length > some.length ? ", …" : ""})`,
      "put the images of each class into a folder of its own, or give the source of the labels: --labels 'from name \"(.+)_[0-9]+\"'",
    );
  }
}

const tables = (folder: string): LabelRule[] =>
  readdirSync(folder)
    .filter(name => name.toLowerCase().endsWith(".csv"))
    .sort()
    .map(name => ({ by: "csv", file: join(folder, name), image: null, label: null }));

/** Whether a rule labels nearly all images, with several of each label. */
async function fits(rule: LabelRule, images: ImageFile[], folder: string): Promise<boolean> {
  const labeling = await applyLabels(images, rule, folder).catch(error => {
    if (error instanceof Failure) return null;
    throw error;
  });
  if (!labeling || labeling.labeled.length < 0.9 * images.length) return false;
  const labels = new Set(labeling.labeled.map(({ label }) => label));
  return labels.size >= 2 && labels.size <= labeling.labeled.length / 2;
}

/** Folders in `folder` that hold images, by name; `.` where they look like the classes of one data set, or images are beside them. */
export async function foldersOfImages(folder: string): Promise<string[]> {
  const topOf = ({ relative }: ImageFile): string => (relative.includes("/") ? relative.split("/")[0] : ".");
  const images = await findImages(folder);
  const tops = [...new Set(images.map(topOf))];
  const isFlat = images.every(({ relative }) => relative.split("/").length < 3);
  return tops.includes(".") || (tops.length > 1 && isFlat) || tops.some(isPartName) ? ["."] : tops;
}
