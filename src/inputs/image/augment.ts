import { key, purpose, uniform } from "../../common/random.ts";
import type { AugmentSpec } from "../../program/program.ts";
import type { Lighting } from "./pixels/lighting.ts";
import { compose, flipped, identity, type Projection, rotated, tilted, zoomed } from "./pixels/projection.ts";

/** What one image goes through in one epoch. */
export interface Augmentation {
  projection: Projection;
  /** `null`: as it is. */
  lighting: Lighting | null;
}

/**
 * Draws fastai's `aug_transforms` for one image: `flip_mat`, `rotate_mat` and `zoom_mat` as one affine matrix in that order
 * (`AffineCoordTfm._get_affine_mat`), then the perspective of `_WarpCoord` on its coordinates, so that the image is
 * resampled once. Every change has its own probability, the two tilts of the warp too (`_draw_mask`); brightness is drawn
 * within 0.5 (1 ± b) and added as its logit (`_BrightnessLogit`), contrast log-uniformly within [1 - c, 1 / (1 - c)]
 * (`_ContrastLogit`).
 */
export function drawAugmentation(spec: AugmentSpec, seed: number, epoch: number, image: number): Augmentation {
  const stream = key(seed, purpose.augment, epoch, image);
  let drawn = 0;
  const draw = (from = 0, to = 1) => from + (to - from) * uniform(stream, drawn++);
  /** Both numbers are always drawn, so that changing one probability leaves the other draws as they are. */
  const maybe = (from: number, to: number, neutral: number) => {
    const happens = draw() < spec.probability;
    const value = draw(from, to);
    return happens ? value : neutral;
  };
  const flip = draw() < spec.flip ? flipped : identity;
  const tiltX = maybe(-spec.warp, spec.warp, 0);
  const tiltY = maybe(-spec.warp, spec.warp, 0);
  const turn = rotated(maybe(-spec.rotate, spec.rotate, 0));
  const zoom = zoomed(maybe(1, spec.zoom, 1), draw(), draw());
  const bright = maybe(0.5 * (1 - spec.brightness), 0.5 * (1 + spec.brightness), 0.5);
  const widest = -Math.log(Math.max(1e-7, 1 - spec.contrast));
  const scale = Math.exp(maybe(-widest, widest, 0));
  const change = Math.min(1 - 1e-7, Math.max(1e-7, bright));
  const shift = Math.log(change / (1 - change));

  const affine = compose(compose(flip, turn), zoom);
  return {
    projection: tiltX === 0 && tiltY === 0 ? affine : compose(tilted(tiltX, tiltY), affine),
    lighting: shift === 0 && scale === 1 ? null : { shift, scale },
  };
}
