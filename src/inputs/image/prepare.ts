import type { Pixels } from "../../common/pixels.ts";
import { key, purpose, uniform } from "../../common/random.ts";
import { type Augmentation, drawAugmentation } from "./augment.ts";
import type { PrepareOptions, SizeOptions } from "./options.ts";
import { cornerOf, cropSquare } from "./pixels/crop.ts";
import { normalizeBytes } from "./pixels/normalize.ts";
import { identity } from "./pixels/projection.ts";
import { type Resample, resample } from "./pixels/resample.ts";
import { warp } from "./pixels/warp.ts";
import { elementsOf } from "./shape.ts";

/** Names the random streams of one image in one training pass. */
export interface Draw {
  epoch: number;
  image: number;
}

/**
 * Side of the square that is cut from the decoded image, in pixels. `presize` promises what `Resize(presize)` before
 * `aug_transforms(size=imageSize)` does in fastai: the augmentation reads from a larger square than the model sees, so
 * that what it magnifies stays sharp, and validation reads the same square as it is. Where that is more than twice the
 * image size, fastai first averages down to twice (`_grid_sample`), so no more is decoded.
 */
export const decodedSide = ({ imageSize, presize }: Pick<SizeOptions, "imageSize" | "presize">): number =>
  presize === null ? imageSize : Math.max(imageSize, Math.min(presize, 2 * imageSize));

/**
 * Writes one image as the model sees it, `[imageSize, imageSize, 3]` float32, normalized, into `out` from `offset` on.
 * With a `draw` as in training: cropped at random and augmented; without, as in validation: the center, as it is.
 */
export function prepare(
  image: Pixels,
  options: PrepareOptions,
  draw: Draw | null,
  out: Float32Array,
  offset: number,
  by: Resample = resample,
): void {
  const side = decodedSide(options);
  const { crop, augmentation } = cropped(image, options, draw);
  if (!augmentation && side === options.imageSize) {
    normalizeBytes(crop, out, offset);
    return;
  }
  by(crop, side, augmentation ?? { projection: identity, lighting: null }, out, offset, options.imageSize);
}

/** The crop of an image, uint8 `[decodedSide, decodedSide, 3]`, and how it is augmented, before anything is done about that. */
export function cropped(
  image: Pixels,
  options: PrepareOptions,
  draw: Draw | null,
): { crop: Uint8Array; augmentation: Augmentation | null } {
  const crop = cropAt(image, decodedSide(options), options.seed, draw);
  const augmentation = draw && options.augment ? drawAugmentation(options.augment, options.seed, draw.epoch, draw.image) : null;
  return { crop, augmentation };
}

/** The uint8 pixels `[imageSize, imageSize, 3]` that validation shows to the model, before they are normalized. */
export function prepareSeen(image: Pixels, options: SizeOptions): Uint8Array {
  const side = decodedSide(options);
  const crop = cropAt(image, side, 0, null);
  if (side === options.imageSize) return crop;
  const floats = new Float32Array(elementsOf(options.imageSize));
  warp(crop, side, identity, floats, 0, options.imageSize);
  return Uint8Array.from(floats, value => Math.round(value));
}

function cropAt(image: Pixels, side: number, seed: number, draw: Draw | null): Uint8Array {
  const exact = image.width === side && image.height === side;
  if (exact) return image.data;
  const stream = draw && key(seed, purpose.crop, draw.epoch, draw.image);
  const [across, down] = stream === null ? [0.5, 0.5] : [uniform(stream, 0), uniform(stream, 1)];
  const { left, top } = cornerOf(image, side, across, down);
  return cropSquare(image, left, top, side);
}
