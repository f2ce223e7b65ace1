import sharp from "sharp";
import type { LoaderOptions } from "./data.ts";
import { dataDefaults } from "./defaults.ts";
import type { Pixels } from "./pixels/image.ts";
import { decodedSide, type SizeOptions } from "./prepare.ts";
import { explain } from "./reasons.ts";

// Threads come from libuv's pool; more within one small image only cost switches. Our own cache keeps what is decoded.
sharp.concurrency(1);
sharp.cache(false);

/** `truncated` finds files that end too early and tolerates what browsers and Pillow tolerate too. */
const reading = { failOn: "truncated", limitInputPixels: dataDefaults.mostPixels, autoOrient: true } as const;

/** `crop` covers the square, `squish` is the square, `pad` fits into it. */
const fits = { crop: "outside", squish: "fill", pad: "inside" } as const satisfies Record<LoaderOptions["resize"], string>;

/**
 * Decodes an image straight to the size needed, upright by its EXIF orientation, as 8-bit sRGB: JPEG and WebP shrink while
 * they load, then a triangle filter as Pillow's `BILINEAR`, which fastai resizes with. Of animations the first frame.
 * Transparency is dropped, with the colours that lie beneath it, as fastai's `convert("RGB")` does.
 *
 * Throws an Error whose message is the reason, in plain words, for files that cannot be decoded.
 */
export async function decode(path: string, options: SizeOptions): Promise<Pixels> {
  const side = decodedSide(options);
  const size = { width: side, height: side, fit: fits[options.resize], kernel: "linear" } as const;
  try {
    const { data, info } = await sharp(path, reading).resize(size).toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
    if (info.channels === 1 || info.channels === 3) return toRgb(data, info);
    // A resize weighs colours by their opacity, and would blacken what is hidden: here the alpha goes first.
    const whole = await sharp(path, reading).removeAlpha().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
    const { width, height } = whole.info;
    const opaque = sharp(Buffer.from(toRgb(whole.data, whole.info).data.buffer), { raw: { width, height, channels: 3 } });
    const resized = await opaque.resize(size).raw().toBuffer({ resolveWithObject: true });
    return toRgb(resized.data, resized.info);
  } catch (error) {
    throw new Error(explain(error, path));
  }
}

function toRgb(data: Uint8Array, { width, height, channels }: { width: number; height: number; channels: number }): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  if (channels === 3) rgb.set(data);
  else for (let i = 0, o = 0; o < rgb.length; i += channels, o += 3) rgb.fill(data[i], o, o + 3);
  return { width, height, data: rgb };
}
