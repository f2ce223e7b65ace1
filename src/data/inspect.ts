import { plural } from "../common/units.ts";
import { imageDefaults } from "../inputs/image/defaults.ts";
import { readHeaders } from "../inputs/image/headers.ts";
import type { DataSpec } from "../program/program.ts";
import { trainingSteps } from "./batches.ts";
import { stopIfTooMany } from "./broken.ts";
import type { Dataset, Sample } from "./data.ts";
import { dataDefaults, defaultBatchSize } from "./defaults.ts";
import { listFolder, noImages, requireFolder } from "./files.ts";
import type { Labeled } from "./labeling.ts";
import { applyLabels } from "./labels.ts";
import { leftOutNotes, misnamedImages } from "./listing_notes.ts";
import { partNotes } from "./part_notes.ts";
import { applySplit, inferSplit } from "./split.ts";
import type { Target } from "./target.ts";

/**
 * Looks at a data set without decoding it: files, labels, split, sizes from the headers. What the program leaves open is inferred and told.
 * Throws a `Failure` of fault `data` where the folder is missing or empty, the labels cannot be found or nothing can be learned from them, or
 * more than 5 % of the files are broken.
 */
export async function inspect<Kept>(spec: DataSpec, seed: number, target: Target<Kept>): Promise<Dataset & Kept> {
  await requireFolder(spec.folder);
  const listing = await listFolder(spec.folder);
  if (listing.images.length === 0) throw noImages(spec.folder, listing);
  const inferences: string[] = [];

  const labelRule = spec.labels ?? (await target.inferRule(listing.images, spec.folder));
  const { labeled, notes, described, column } = await applyLabels(listing.images, labelRule, spec.folder);
  const { sizes, broken } = await readHeaders(labeled.map(({ path }) => path));
  stopIfTooMany(broken, labeled.length, "images");
  const brokenPaths = new Set(broken.map(({ path }) => path));
  const usable = labeled.filter(({ path }) => !brokenPaths.has(path));
  const how = { rule: labelRule, described, folder: spec.folder };
  await target.check({ images: usable, ...how });

  const splitRule = spec.split ?? inferSplit(usable);
  const parted = applySplit(usable, splitRule, seed);
  const images = [...parted.train, ...parted.valid];
  await target.check({ images, ...how });
  const { kept, numberOf } = target.read(parted);
  if (spec.labels === null) inferences.push(`labels: ${described} (${target.text(images)})`);
  inferences.push(...(column ? target.columnNotes(column) : []), ...notes);
  if (spec.split === null) inferences.push(`split: ${parted.described}`);
  const { notes: parts, warnings: partWarnings } = partNotes(spec, splitRule, usable, parted);
  inferences.push(...parts, ...target.splitNotes(parted));
  inferences.push(...leftOutNotes(listing, labelRule.by === "csv" ? labelRule.file : null));
  const warnings = [...partWarnings, ...(await target.warnings({ images, ...how }, usable, listing)), ...misnamedImages(listing)];

  const medianSize = { width: median(sizes.map(({ width }) => width)), height: median(sizes.map(({ height }) => height)) };
  const imageSize = spec.resize.size ?? defaultImageSize(medianSize);
  if (spec.resize.size === null) {
    const why = imageSize < imageDefaults.imageSize ? "the images' own median size" : "the usual size for these models";
    inferences.push(`resize: ${imageSize} px, ${why}`);
  }
  const trainingImages = parted.train.length;
  const batchSize = spec.batchSize ?? defaultBatchSize(trainingImages);
  if (spec.batchSize === null && batchSize < dataDefaults.batchSize) inferences.push(whySmaller(batchSize, trainingImages));

  const ids = new Map(labeled.map(({ path }, i) => [path, i]));
  const sample = ({ path, label }: Labeled): Sample => ({ id: ids.get(path)!, path, label: numberOf(label) });
  return {
    name: spec.name,
    folder: spec.folder,
    ...kept,
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

function whySmaller(batchSize: number, images: number): string {
  const steps = trainingSteps(images, dataDefaults.batchSize);
  const make = steps === 0 ? "no step" : `only ${plural(steps, "step")}`;
  return `batch: ${batchSize}, because ${plural(images, "training image")} make ${make} of ${dataDefaults.batchSize}`;
}

/** As published models are used to, or as the images are where they are smaller, pixels. */
function defaultImageSize({ width, height }: { width: number; height: number }): number {
  return Math.max(imageDefaults.smallestImage, Math.min(imageDefaults.imageSize, width, height));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
