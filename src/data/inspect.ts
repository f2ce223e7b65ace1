import { relative } from "node:path";
import { Failure } from "../common/failure.ts";
import type { DataSpec } from "../language/program.ts";
import type { Broken, Dataset, Sample } from "./data.ts";
import { defaults, inferBatchSize } from "./defaults.ts";
import { findImages, requireFolder } from "./files.ts";
import { applyLabels, inferLabels, type Labelled } from "./labels.ts";
import { applySplit, inferSplit } from "./split.ts";

/**
 * Looks at a data set without decoding it: files, labels, split, sizes from the headers. What the program leaves open is inferred and told.
 * Throws a `Failure` of fault `data` where the folder is missing or empty, the labels cannot be found, there is only one class, or
 * more than 5 % of the files are broken.
 */
export async function inspect(spec: DataSpec, seed: number): Promise<Dataset> {
  await requireFolder(spec.folder);
  const images = await findImages(spec.folder);
  if (images.length === 0)
    throw new Failure("data", `the folder ${spec.folder} holds no images`, "it should hold .jpg, .png or other image files");
  const inferences: string[] = [];

  const labelRule = spec.labels ?? (await inferLabels(images, spec.folder));
  const { labelled, unlabelled, described } = await applyLabels(images, labelRule, spec.folder);
  if (labelled.length === 0)
    throw new Failure("data", `no image of ${spec.folder} gets a label from ${described}`, `the first is ${images[0].relative}`);
  const { widths, heights, broken } = await readHeaders(labelled);
  requireFewBroken(broken, labelled.length);
  const brokenPaths = new Set(broken.map(({ path }) => path));
  const usable = labelled.filter(({ path }) => !brokenPaths.has(path));

  const classes = [...new Set(usable.map(({ label }) => label))].sort();
  if (spec.labels === null) inferences.push(`labels: ${described} (${classes.length} classes)`);
  if (unlabelled.length > 0) inferences.push(`${unlabelled.length} without a label left out, the first is ${unlabelled[0]}`);
  if (classes.length < 2)
    throw new Failure("data", `${described} gives only one class, \`${classes[0]}\``, "a classifier needs at least two");

  const splitRule = spec.split ?? inferSplit(usable);
  const parted = applySplit(usable, splitRule, seed);
  if (spec.split === null) inferences.push(`split: ${parted.described}`);
  requireBothSplits(parted.train, parted.valid, parted.described);
  const absent = classes.filter(name => !parted.train.some(({ label }) => label === name));
  if (absent.length > 0) inferences.push(`no training image shows ${absent.join(", ")}`);

  const medianSize = { width: median(widths), height: median(heights) };
  const imageSize = spec.resize.size ?? Math.min(defaults.imageSize, medianSize.width, medianSize.height);
  if (spec.resize.size === null) {
    const why = imageSize < defaults.imageSize ? "the images' own median size" : "the usual size for these models";
    inferences.push(`resize: ${imageSize} px, ${why}`);
  }
  const batchSize = spec.batchSize ?? inferBatchSize(parted.train.length);
  if (spec.batchSize === null && batchSize < defaults.batchSize) {
    const steps = Math.floor(parted.train.length / defaults.batchSize);
    inferences.push(
      `batch: ${batchSize}, because ${parted.train.length} training images make only ${steps} steps of ${defaults.batchSize}`,
    );
  }

  const ids = new Map(labelled.map(({ path }, i) => [path, i]));
  const sample = ({ path, label }: Labelled): Sample => ({ id: ids.get(path)!, path, label: classes.indexOf(label) });
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
    broken,
  };
}

/** More than 5 % broken files stop a run: then something else is wrong. Throws a `Failure` of fault `data` that names the first. */
export function requireFewBroken(broken: readonly Broken[], total: number): void {
  if (broken.length <= defaults.brokenAllowed * total) return;
  const first = broken.slice(0, 3).map(({ path, reason }) => `${relative(process.cwd(), path)} (${reason})`);
  throw new Failure(
    "data",
    `${broken.length} of ${total} images are broken: ${first.join(", ")}${broken.length > 3 ? ", …" : ""}`,
    `at most ${defaults.brokenAllowed * 100} % may be; mend or remove them`,
  );
}

function requireBothSplits(train: Labelled[], valid: Labelled[], described: string): void {
  for (const [name, part] of Object.entries({ training: train, validation: valid })) {
    if (part.length === 0) throw new Failure("data", `no image is left for ${name} by ${described}`, "say another split");
  }
}

/** Sizes as people see them: turned by the EXIF orientation. */
async function readHeaders(images: Labelled[]): Promise<{ widths: number[]; heights: number[]; broken: Broken[] }> {
  const { default: sharp } = await import("sharp");
  const widths: number[] = [];
  const heights: number[] = [];
  const broken: Broken[] = [];
  const queue = images.entries();
  const work = async () => {
    for (const [i, { path }] of queue) {
      try {
        const { autoOrient } = await sharp(path).metadata();
        [widths[i], heights[i]] = [autoOrient.width, autoOrient.height];
      } catch (error) {
        broken.push({ path, reason: shortReason(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  broken.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { widths: widths.filter(Number.isFinite), heights: heights.filter(Number.isFinite), broken };
}

/** The first line of what sharp says, without its own prefixes. */
export const shortReason = (error: unknown): string =>
  (error as Error).message
    .split("\n")[0]
    .replace(/^Input file (?=\S)/, "")
    .replace(/: .*\/.*$/, "");

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
