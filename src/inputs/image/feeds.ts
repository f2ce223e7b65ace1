import type { Pixels } from "../../common/pixels.ts";
import { type AppliedCorruption, corrupt } from "./corruptions/index.ts";
import { type PackedCrops, packCrops } from "./crops.ts";
import type { PrepareOptions } from "./options.ts";
import { normalizeBytes } from "./pixels/normalize.ts";
import type { Resample } from "./pixels/resample.ts";
import { cropped, type Draw, decodedSide, prepare, prepareSeen } from "./prepare.ts";
import { elementsOf } from "./shape.ts";

/** The images of a batch, in the format that a graph takes or in that of an engine that augments. */
export type ImageFeeds = NormalizedImages | PackedCrops;

export interface NormalizedImages {
  format: "normalized";
  /** `[N, S, S, 3]`, by the ImageNet statistics. */
  images: Float32Array;
}

/** Batches that are not for training are normalized. Throws where one is not. */
export function asNormalized(feeds: ImageFeeds): NormalizedImages {
  if (feeds.format !== "normalized") throw new Error(`normalized images were expected, not ${feeds.format}`);
  return feeds;
}

/** By the names that runs are fed with. Copies nothing: the bytes of crops are read four to an element. */
export function namedFeeds(feeds: ImageFeeds): Record<string, Float32Array> {
  if (feeds.format === "normalized") return { images: feeds.images };
  const { crops, projections, lightings } = feeds;
  return { crops: new Float32Array(crops.buffer, crops.byteOffset, crops.length / Float32Array.BYTES_PER_ELEMENT), projections, lightings };
}

/** The feeds whose buffers may move to the engine: the pixels. */
export const movedFeeds = ({ format }: ImageFeeds): readonly string[] => (format === "normalized" ? ["images"] : ["crops"]);

/** Images as the model sees them: in training where there is a `draw` for each, else as in validation. */
export function normalizedImages(
  pixels: readonly Pixels[],
  options: PrepareOptions,
  draws: readonly (Draw | null)[],
  by: Resample,
): NormalizedImages {
  const each = elementsOf(options.imageSize);
  const images = new Float32Array(pixels.length * each);
  for (const [i, image] of pixels.entries()) prepare(image, options, draws[i], images, i * each, by);
  return { format: "normalized", images };
}

/** As validation shows them, corrupted. `ids` name the images in the random streams. */
export async function corruptedImages(
  pixels: readonly Pixels[],
  options: PrepareOptions,
  ids: readonly number[],
  corruption: AppliedCorruption,
): Promise<NormalizedImages> {
  const each = elementsOf(options.imageSize);
  const images = new Float32Array(pixels.length * each);
  for (const [i, image] of pixels.entries()) {
    const bytes = await corrupt(prepareSeen(image, options), options.imageSize, corruption, options.seed, ids[i]);
    normalizeBytes(bytes, images, i * each);
  }
  return { format: "normalized", images };
}

/** Images of training for an engine that augments: cut at random, with how each is to be augmented. */
export function packedCrops(pixels: readonly Pixels[], options: PrepareOptions, draws: readonly (Draw | null)[]): PackedCrops {
  const cuts = pixels.map((image, i) => cropped(image, options, draws[i]));
  return packCrops(
    cuts.map(({ crop }) => crop),
    decodedSide(options),
    cuts.map(({ augmentation }) => augmentation),
  );
}
