import type { Pixels } from "../common/pixels.ts";
import type { ReceptiveField } from "../models/receptive_field.ts";
import { filled, paste } from "./canvas.ts";

/** A square part of an image, in its pixels. */
export interface Square {
  left: number;
  top: number;
  side: number;
}

/** What a unit sees; null if that is the whole image. */
type Field = ReceptiveField | null;

/** Side of what is shown of an image for a unit: its receptive field, or the whole image where that is smaller. */
export const shownSide = (field: Field, imageSize: number): number => Math.min(field?.size ?? imageSize, imageSize);

/**
 * What is shown of an image for the unit at row y and column x: its receptive field, moved inside the image, which loses nothing that
 * the unit sees. So patches of one layer are all of one size.
 */
export function receptiveBox(field: Field, imageSize: number, y: number, x: number): Square {
  if (field === null) return { left: 0, top: 0, side: imageSize };
  const side = shownSide(field, imageSize);
  const start = (position: number): number => {
    const center = field.offset + position * field.stride;
    return Math.max(0, Math.min(imageSize - side, Math.round(center - (side - 1) / 2)));
  };
  return { left: start(x), top: start(y), side };
}

/** The pixels of a square that lies inside the image. */
export function cutPatch(image: Pixels, { left, top, side }: Square): Pixels {
  const patch = filled(side, side, [0, 0, 0]);
  paste(image, patch, -left, -top);
  return patch;
}
