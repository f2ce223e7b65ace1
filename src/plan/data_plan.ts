import { Failure } from "../common/failure.ts";
import { plural } from "../common/units.ts";
import { batchesOf, trainingSteps } from "../data/batches.ts";
import type { Dataset } from "../data/data.ts";
import { defaultCacheBytes, defaultWorkers } from "../data/defaults.ts";
import { decodedSide } from "../inputs/image/prepare.ts";
import type { Recorded } from "../models/weights/recorded.ts";
import type { DataSpec } from "../program/program.ts";
import type { TaskData } from "../tasks/index.ts";
import type { DataPlan } from "./plan.ts";

/** What the program says of the data, what a look at it found, and what the task keeps of that. */
export const dataPlan = (
  spec: DataSpec,
  { name, folder, train, valid, broken, imageSize, medianSize, batchSize, inferences: _, warnings: __, ...kept }: Dataset & TaskData,
): DataPlan => ({
  name,
  folder,
  ...kept,
  train,
  valid,
  broken,
  imageSize,
  medianSize,
  resize: spec.resize.method ?? "crop",
  presize: spec.presize,
  augment: spec.augment,
  batchSize,
  workers: spec.workers ?? defaultWorkers(),
  cacheBytes: spec.cache ?? defaultCacheBytes(),
});

/** Steps of one training epoch: the last short batch is dropped, as in fastai. Throws a `Failure` of fault `data` if there is not one of at least two images. */
export function stepsPerEpoch({ train, batchSize, folder }: Pick<DataPlan, "train" | "batchSize" | "folder">): number {
  const steps = trainingSteps(train.length, batchSize);
  if (steps > 0 && batchSize > 1) return steps;
  if (batchSize === 1 && train.length > 0) throw batchOfOne(train.length, folder);
  const wayOut =
    train.length > 1
      ? `give a smaller \`batch\` in the data statement: ${train.length} at most`
      : "add images, or leave fewer for validation";
  throw new Failure("data", `\`${folder}\` has ${plural(train.length, "image")} to train on, fewer than one batch of ${batchSize}`, wayOut);
}

/** Batch norm compares the images of a batch with each other: over one image all that it lets through is its own shift. */
const batchOfOne = (images: number, folder: string) =>
  new Failure(
    "data",
    images > 1 ? "a batch of one image cannot be trained on" : `\`${folder}\` has one image to train on, and a batch needs two`,
    images > 1 ? "give a greater `batch` in the data statement: 2 at least" : "add images, or leave fewer for validation",
  );

/** Batches of one pass over the images that are held out. */
export const validationBatches = ({ valid, batchSize }: Pick<DataPlan, "valid" | "batchSize">): number =>
  batchesOf(valid.length, batchSize);

/** Bytes of every image decoded, at three bytes for a pixel: for images of the median aspect, to the side that the loader decodes to. */
export function decodedBytes(data: DataPlan): number {
  const { train, valid, resize, medianSize } = data;
  const side = decodedSide(data);
  const aspect = Math.max(medianSize.width, medianSize.height) / Math.min(medianSize.width, medianSize.height);
  // A crop covers its square until it is cut, a pad fits into it until it is filled.
  const area = { crop: aspect, squish: 1, pad: 1 / aspect }[resize];
  return Math.round((train.length + valid.length) * side * side * area * 3);
}

/** The data with what the program leaves open of how a model sees them filled in as its weights were trained, and what was inferred so. */
export function seenAsBefore(spec: DataSpec, { imageSize, resize }: Recorded): { spec: DataSpec; inferences: string[] } {
  const size = spec.resize.size ?? imageSize;
  const method = spec.resize.method ?? resize;
  const taken = [
    ...(spec.resize.size === null && size !== null ? [`${size} px`] : []),
    ...(spec.resize.method === null && method !== null && (spec.resize.size === null || method !== "crop") ? [method] : []),
  ];
  return {
    spec: { ...spec, resize: { size, method } },
    inferences: taken.length > 0 ? [`resize: ${taken.join(" ")}, as the weights were trained`] : [],
  };
}
