import type { Augmentation } from "./augment.ts";
import { identity, type Projection } from "./pixels/projection.ts";
import { elementsOf } from "./shape.ts";

/** Images before they are augmented, and how an engine is to augment them: see `Crops` of src/engines/engine.ts. */
export interface PackedCrops {
  format: "crops";
  /** `[N, packedBytes(side)]`: uint8 `[side, side, 3]` each. */
  crops: Uint8Array;
  /** `[N, 9]`. */
  projections: Float32Array;
  /** `[N, 2]`: shift and scale. */
  lightings: Float32Array;
}

/** Bytes of an image of `side` in a packed batch: whole elements of four. */
export const packedBytes = (side: number): number => 4 * Math.ceil(elementsOf(side) / 4);

/** Packs uint8 crops `[side, side, 3]`, with how each is augmented; null leaves it as it is. */
export function packCrops(crops: readonly Uint8Array[], side: number, augmentations: readonly (Augmentation | null)[]): PackedCrops {
  const bytes = new Uint8Array(crops.length * packedBytes(side));
  for (const [i, crop] of crops.entries()) bytes.set(crop, i * packedBytes(side));
  const projections = augmentations.flatMap(how => [...(how?.projection ?? (identity as Projection))]);
  const lightings = augmentations.flatMap(how => (how?.lighting ? [how.lighting.shift, how.lighting.scale] : [0, 1]));
  return { format: "crops", crops: bytes, projections: Float32Array.from(projections), lightings: Float32Array.from(lightings) };
}
