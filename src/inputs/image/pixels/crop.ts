import { type Pixels, reflect } from "../../../common/pixels.ts";
import { elementsOf } from "../shape.ts";

/**
 * The square of `side` pixels whose corner lies at (`left`, `top`) of the image. What lies outside is reflected, which is
 * how `pad` fills its square: its corner is negative.
 */
export function cropSquare(image: Pixels, left: number, top: number, side: number, out = new Uint8Array(elementsOf(side))): Uint8Array {
  const { width, height, data } = image;
  const inside = left >= 0 && left + side <= width;
  for (let y = 0; y < side; y++) {
    const row = reflect(top + y, height) * width;
    if (inside) {
      out.set(data.subarray((row + left) * 3, (row + left + side) * 3), y * side * 3);
      continue;
    }
    for (let x = 0, o = y * side * 3; x < side; x++, o += 3) {
      const i = (row + reflect(left + x, width)) * 3;
      out[o] = data[i];
      out[o + 1] = data[i + 1];
      out[o + 2] = data[i + 2];
    }
  }
  return out;
}

/**
 * The corner of the square that is cut from a decoded image, by fastai's `Resize`: at the same fraction of the room on
 * both sides of it, whether the room is positive (crop) or negative (pad). The center is (0.5, 0.5).
 */
export const cornerOf = (image: { width: number; height: number }, side: number, across: number, down: number) => ({
  left: Math.trunc(across * (image.width - side)),
  top: Math.trunc(down * (image.height - side)),
});
