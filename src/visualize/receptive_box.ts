import type { Pixels } from "../data/pixels/image.ts";
import type { ReceptiveField } from "../models/receptive_field.ts";
import { filled, paste } from "./canvas.ts";

/** A square part of an image, in its pixels. */
export interface Square {
  left: number;
  top: number;
  side: number;
}

/** Whether a unit may see more than there is, so that its whole field would tell nothing of where it looks. */
export const exceedsImage = ({ size }: ReceptiveField, imageSize: number): boolean => size > imageSize;

/**
 * What is shown of an image for the unit at row y and column x: its receptive field, moved inside the image, which loses nothing that
 * the unit sees. Where the field exceeds the image: half the image's side around the unit's centre, since a unit heeds the middle of its
 * field most (Luo et al., "Understanding the Effective Receptive Field", 2016).
 */
export function receptiveBox(field: ReceptiveField, imageSize: number, y: number, x: number): Square {
  return squareAround(field, exceedsImage(field, imageSize) ? Math.ceil(imageSize / 2) : field.size, imageSize, y, x);
}

/** The square of that side around the unit's centre, moved inside the image. */
export function squareAround({ offset, stride }: ReceptiveField, side: number, imageSize: number, y: number, x: number): Square {
  const start = (position: number): number => {
    const centre = offset + position * stride;
    return Math.max(0, Math.min(imageSize - side, Math.round(centre - (side - 1) / 2)));
  };
  return { left: start(x), top: start(y), side };
}

/** The pixels of a square that lies inside the image. */
export function cutPatch(image: Pixels, { left, top, side }: Square): Pixels {
  const patch = filled(side, side, [0, 0, 0]);
  paste(image, patch, -left, -top);
  return patch;
}
