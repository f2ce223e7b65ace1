import { Failure } from "../common/failure.ts";
import { plural } from "../common/units.ts";
import { imageDefaults } from "../inputs/image/defaults.ts";
import { readHeaders } from "../inputs/image/headers.ts";
import type { DataSpec, LabelRule } from "../program/program.ts";
import { trainingSteps } from "./batches.ts";
import { stopIfTooMany } from "./broken.ts";
import { alikeClasses, classesText, outerClasses, unlikelyClasses } from "./class_notes.ts";
import type { Dataset, Sample } from "./data.ts";
import { dataDefaults, defaultBatchSize } from "./defaults.ts";
import { listFolder, noImages, requireFolder } from "./files.ts";
import { inferLabels } from "./infer_labels.ts";
import type { Labelled } from "./labelling.ts";
import { applyLabels } from "./labels.ts";
import { emptyClasses, leftOutNotes, misnamedImages } from "./listing_notes.ts";
import { partNotes } from "./part_notes.ts";
import { applySplit, inferSplit, type Parted } from "./split.ts";

/**
 * Looks at a data set without decoding it: files, labels, split, sizes from the headers. What the program leaves open is inferred and told.
 * Throws a `Failure` of fault `data` where the folder is missing or empty, the labels cannot be found, there is only one class, or
 * more than 5 % of the files are broken.
 */
export async function inspect(spec: DataSpec, seed: number): Promise<Dataset> {
  await requireFolder(spec.folder);
  const listing = await listFolder(spec.folder);
  const { images } = listing;
  if (images.length === 0) throw noImages(spec.folder, listing);
  const inferences: string[] = [];

  const labelRule = spec.labels ?? (await inferLabels(images, spec.folder));
  const { labelled, notes, described } = await applyLabels(images, labelRule, spec.folder);
  const { sizes, broken } = await readHeaders(labelled.map(({ path }) => path));
  stopIfTooMany(broken, labelled.length, "images");
  const brokenPaths = new Set(broken.map(({ path }) => path));
  const usable = labelled.filter(({ path }) => !brokenPaths.has(path));
  if (new Set(usable.map(({ label }) => label)).size < 2) throw await oneClass(usable, described, labelRule, spec.folder);

  const splitRule = spec.split ?? inferSplit(usable);
  const parted = applySplit(usable, splitRule, seed);
  const classes = [...new Set([...parted.train, ...parted.valid].map(({ label }) => label))].sort();
  if (classes.length < 2) throw await oneClass([...parted.train, ...parted.valid], described, labelRule, spec.folder);
  if (spec.labels === null) inferences.push(`labels: ${described} (${classesText(classes)})`);
  inferences.push(...notes);
  if (spec.split === null) inferences.push(`split: ${parted.described}`);
  const { notes: parts, warnings: partWarnings } = partNotes(spec, splitRule, usable, parted);
  inferences.push(...parts, ...unseenClasses(parted, classes));
  inferences.push(...leftOutNotes(listing, labelRule.by === "csv" ? labelRule.file : null));
  const warnings = [
    ...partWarnings,
    ...(await unlikelyClasses([...parted.train, ...parted.valid], labelRule, spec.folder)),
    ...alikeClasses(usable),
    ...(labelRule.by === "folder" ? emptyClasses(listing) : []),
    ...misnamedImages(listing),
  ];

  const medianSize = { width: median(sizes.map(({ width }) => width)), height: median(sizes.map(({ height }) => height)) };
  const imageSize = spec.resize.size ?? defaultImageSize(medianSize);
  if (spec.resize.size === null) {
    const why = imageSize < imageDefaults.imageSize ? "the images' own median size" : "the usual size for these models";
    inferences.push(`resize: ${imageSize} px, ${why}`);
  }
  const trainingImages = parted.train.length;
  const batchSize = spec.batchSize ?? defaultBatchSize(trainingImages);
  if (spec.batchSize === null && batchSize < dataDefaults.batchSize) inferences.push(whySmaller(batchSize, trainingImages));

  const ids = new Map(labelled.map(({ path }, i) => [path, i]));
  const labels = new Map(classes.map((name, i) => [name, i]));
  const sample = ({ path, label }: Labelled): Sample => ({ id: ids.get(path)!, path, label: labels.get(label)! });
  return {
    name: spec.name,
    folder: spec.folder,
    classes,
    train: parted.train.map(sample),
    valid: parted.valid.map(sample),
    imageSize,
    medianSize,
    batchSize,
    inferences,
    warnings,
    broken,
  };
}

/** Where one class is all, with the outer folders where these are several. */
async function oneClass(images: Labelled[], described: string, rule: LabelRule, folder: string): Promise<Failure> {
  const outer = rule.by === "folder" && !rule.outer ? await outerClasses(images, folder) : [];
  const instead = outer.length > 1 ? `: \`labels from folder outer\` gives ${classesText(outer)}` : "";
  return new Failure("data", `${described} gives only one class, \`${images[0].label}\``, `a classifier needs at least two${instead}`);
}

function whySmaller(batchSize: number, images: number): string {
  const steps = trainingSteps(images, dataDefaults.batchSize);
  const make = steps === 0 ? "no step" : `only ${plural(steps, "step")}`;
  return `batch: ${batchSize}, because ${plural(images, "training image")} make ${make} of ${dataDefaults.batchSize}`;
}

/** Classes named in a sentence. */
const classesNamed = 5;

/** A share drawn at random knows nothing of classes, so a rare one may be on one side only. */
function unseenClasses({ train, valid }: Parted, classes: readonly string[]): string[] {
  return Object.entries({ training: train, validation: valid }).flatMap(([name, images]) => {
    const seen = new Set(images.map(({ label }) => label));
    const unseen = classes.filter(label => !seen.has(label));
    const more = unseen.length > classesNamed ? ` and ${unseen.length - classesNamed} more` : "";
    return unseen.length > 0 ? [`no ${name} image shows ${unseen.slice(0, classesNamed).join(", ")}${more}`] : [];
  });
}

/** As published models are used to, or as the images are where they are smaller, pixels. */
function defaultImageSize({ width, height }: { width: number; height: number }): number {
  return Math.max(imageDefaults.smallestImage, Math.min(imageDefaults.imageSize, width, height));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
