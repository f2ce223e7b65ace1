import { loadNative } from "../../../common/native_module.ts";
import type { Augmentation } from "../augment.ts";
import { elementsOf } from "../shape.ts";
import { imagenet } from "./imagenet.ts";
import { lightAndNormalize } from "./lighting.ts";
import { normalizeFloats } from "./normalize.ts";
import { warp } from "./warp.ts";

/**
 * Makes of a square uint8 image `[from, from, 3]` what the model sees: resampled once through the projection, lit, and normalized by the ImageNet
 * statistics, into `out`, float32 `[to, to, 3]`, from `offset` on.
 */
export type Resample = (image: Uint8Array, from: number, how: Augmentation, out: Float32Array, offset: number, to: number) => void;

/** The meaning, and what every machine has. */
export const resample: Resample = (image, from, { projection, lighting }, out, offset, to) => {
  warp(image, from, projection, out, offset, to);
  const end = offset + elementsOf(to);
  if (lighting) lightAndNormalize(out, offset, end, lighting);
  else normalizeFloats(out, offset, end);
};

/** An addon that resamples: see `resample` of src/engines/onednn/native/addon.cc. */
interface Resampler {
  resample(image: Uint8Array, from: number, how: Float64Array, out: Float32Array, offset: number, to: number): void;
}

/** The same by an addon of an engine, several times as fast. Throws an Error where the addon does not load. */
export function nativeResample(addon: string): Resample {
  const native = loadNative<Resampler>(addon);
  return (image, from, { projection, lighting }, out, offset, to) => {
    const light = lighting ? [lighting.shift, lighting.scale] : [];
    const how = Float64Array.of(...projection, ...imagenet.mean, ...imagenet.deviation, ...light);
    native.resample(image, from, how, out, offset, to);
  };
}
