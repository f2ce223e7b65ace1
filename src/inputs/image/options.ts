import type { AugmentSpec, ResizeMethod } from "../../program/program.ts";

/** What decides the pixels that the model sees in validation. */
export interface SizeOptions {
  /** Side of the square that the model sees, pixels. */
  imageSize: number;
  resize: ResizeMethod;
  /** Shortest side that images are decoded to before the random crop; see docs of `presize`. */
  presize: number | null;
}
/** Likewise in training. */
export interface ImageOptions extends SizeOptions {
  augment: AugmentSpec | null;
}
export type PrepareOptions = ImageOptions & { seed: number };
