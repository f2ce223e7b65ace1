import { Failure } from "../common/failure.ts";
import type { Pixels } from "./pixels/image.ts";
import { prepareSeen, type SizeOptions } from "./prepare.ts";

/** An image exactly as the model sees it in validation: uint8 RGB, `[imageSize, imageSize, 3]`. Throws a Failure for a broken file. */
export async function seenImage(path: string, options: SizeOptions): Promise<Pixels> {
  const { decode } = await import("./decode.ts");
  const image = await decode(path, options).catch(error => {
    throw new Failure("data", `${path}: ${error.message}`);
  });
  return { width: options.imageSize, height: options.imageSize, data: prepareSeen(image, options) };
}

/** A part of what the model sees, in its pixels; what lies outside of the image is left out. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The pixels of `box` of an image as the model sees it in validation. Throws a Failure for a broken file. */
export async function imagePatch(sample: { path: string }, options: SizeOptions, box: Box): Promise<Pixels> {
  const image = await seenImage(sample.path, options);
  const left = Math.max(0, Math.min(image.width - 1, Math.round(box.left)));
  const top = Math.max(0, Math.min(image.height - 1, Math.round(box.top)));
  const width = Math.max(1, Math.min(image.width, Math.round(box.left + box.width)) - left);
  const height = Math.max(1, Math.min(image.height, Math.round(box.top + box.height)) - top);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const row = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(row, row + width * 3), y * width * 3);
  }
  return { width, height, data };
}
