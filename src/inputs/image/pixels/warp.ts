import type { Projection } from "./projection.ts";

/**
 * Resamples a square uint8 image `[from, from, 3]` through `projection` into `out`, float32 `[to, to, 3]` in 0..255, from
 * `offset` on: one bilinear reading per pixel, places outside mirrored about the outermost pixel centers (PyTorch's
 * `grid_sample(mode="bilinear", padding_mode="reflection", align_corners=True)`, which fastai augments with).
 */
export function warp(source: Uint8Array, from: number, projection: Projection, out: Float32Array, offset: number, to: number): void {
  const [a, b, c, d, e, f, g, h, k] = projection;
  const last = from - 1;
  const half = last / 2;
  const step = to > 1 ? 2 / (to - 1) : 0;
  const period = 2 * last;
  const below = from > 1 ? from * 3 : 0;
  for (let y = 0, o = offset; y < to; y++) {
    const v = y * step - 1;
    for (let x = 0; x < to; x++, o += 3) {
      const u = x * step - 1;
      const z = 1 / (g * u + h * v + k);
      let sx = ((a * u + b * v + c) * z + 1) * half;
      let sy = ((d * u + e * v + f) * z + 1) * half;
      if (sx < 0) sx = -sx;
      // Written so that NaN folds too: beyond the horizon of a strong tilt there is nothing to read.
      if (!(sx <= last)) sx = fold(sx, last, period);
      if (sy < 0) sy = -sy;
      if (!(sy <= last)) sy = fold(sy, last, period);
      // At the last pixel the reading leans wholly on its left and upper neighbors' far side.
      let left = sx | 0;
      let top = sy | 0;
      if (left === last && last > 0) left--;
      if (top === last && last > 0) top--;
      const fx = sx - left;
      const fy = sy - top;
      const right = last > 0 ? 3 : 0;
      const i = (top * from + left) * 3;
      const j = i + below;
      const w11 = fx * fy;
      const w01 = fx - w11;
      const w10 = fy - w11;
      const w00 = 1 - fx - w10;
      out[o] = source[i] * w00 + source[i + right] * w01 + source[j] * w10 + source[j + right] * w11;
      out[o + 1] = source[i + 1] * w00 + source[i + 1 + right] * w01 + source[j + 1] * w10 + source[j + 1 + right] * w11;
      out[o + 2] = source[i + 2] * w00 + source[i + 2 + right] * w01 + source[j + 2] * w10 + source[j + 2 + right] * w11;
    }
  }
}

function fold(place: number, last: number, period: number): number {
  if (last === 0 || !Number.isFinite(place)) return 0;
  const within = place % period;
  return within > last ? period - within : within;
}
