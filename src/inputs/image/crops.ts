import type { Augmentation } from "./augment.ts";
import { identity, type Projection } from "./pixels/projection.ts";

/** How the images of a batch are to be read from their squares, by an engine that augments: see `Squares` of src/engines/engine.ts. */
export type Augmentations = {
  /** `[size, 9]`. */
  projections: Float32Array;
  /** `[size, 2]`: shift and scale. */
  lightings: Float32Array;
};

/** Bytes of an image of `side` in a packed batch: whole elements of four. */
export const packedBytes = (side: number): number => 4 * Math.ceil((side ** 2 * 3) / 4);

/** Uint8 squares `[side, side, 3]`, packed four bytes to an element, `[size, ⌈3 side² / 4⌉]`, and how each is augmented; null leaves it as it is. */
export function packSquares(
  squares: readonly Uint8Array[],
  side: number,
  augmentations: readonly (Augmentation | null)[],
): { images: Float32Array } & Augmentations {
  const bytes = new Uint8Array(squares.length * packedBytes(side));
  for (const [i, square] of squares.entries()) bytes.set(square, i * packedBytes(side));
  const projections = augmentations.flatMap(how => [...(how?.projection ?? (identity as Projection))]);
  const lightings = augmentations.flatMap(how => (how?.lighting ? [how.lighting.shift, how.lighting.scale] : [0, 1]));
  return { images: new Float32Array(bytes.buffer), projections: Float32Array.from(projections), lightings: Float32Array.from(lightings) };
}
