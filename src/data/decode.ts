import type { Metadata, Sharp } from "sharp";
import { requireFileAt } from "../common/read_regular.ts";
import type { LoaderOptions } from "./data.ts";
import { dataDefaults } from "./defaults.ts";
import { limitOf } from "./limits.ts";
import type { Pixels } from "./pixels/image.ts";
import { decodedSide, type SizeOptions } from "./prepare.ts";
import { reading } from "./reading.ts";
import { explain, isOfOtherKind } from "./reasons.ts";
import sharp from "./sharp.ts";
import { drawSvg, isSvg } from "./svg.ts";

/** `crop` covers the square, `squish` is the square, `pad` fits into it. */
const fits = { crop: "outside", squish: "fill", pad: "inside" } as const satisfies Record<LoaderOptions["resize"], string>;

/**
 * Decodes an image straight to the size needed, upright by its EXIF orientation, as 8-bit sRGB: JPEG and WebP shrink while
 * they load, then a triangle filter as Pillow's `BILINEAR`, which fastai resizes with. Of animations the first frame.
 * Transparency is dropped, with the colours that lie beneath it, as fastai's `convert("RGB")` does. Where fastai crops
 * before it resizes, this resizes first: the whole image is then there for the crops of every epoch.
 *
 * Throws an Error whose message is the reason, in plain words, for files that cannot be decoded, and for those that ask for more than `limits`.
 */
export async function decode(path: string, options: SizeOptions): Promise<Pixels> {
  try {
    requireFileAt(path);
    return await decoded(path, options);
  } catch (error) {
    if (isOfOtherKind(error) && (await isSvg(path))) return drawSvg(path, options);
    throw new Error(explain(error, path));
  }
}

/** The same, of what sharp takes; throws what sharp does. */
export async function decoded(input: string | Uint8Array, options: SizeOptions): Promise<Pixels> {
  const side = decodedSide(options);
  const size = { width: side, height: side, fit: fits[options.resize], kernel: "linear" } as const;
  const image = sharp(input, reading());
  const header = await image.metadata();
  const part = options.resize === "crop" ? middleOfStrip(header) : null;
  if (!header.hasAlpha) return pixelsOf((part ? image.extract(part) : image).resize(size));
  // A resize weighs colours by their opacity, and would blacken what is hidden: here the alpha goes first.
  const opaque = await pixelsOf(image.removeAlpha());
  const { width, height } = opaque;
  const again = sharp(opaque.data, { raw: { width, height, channels: 3 }, limitInputPixels: limitOf("pixels") });
  return pixelsOf((part ? again.extract(part) : again).resize(size));
}

/**
 * Of an image more than eight times as long as wide, the middle of that shape: a crop covers its square, and for a line
 * of pixels that would take gigabytes.
 */
function middleOfStrip({ autoOrient: { width, height } }: Metadata) {
  const longest = dataDefaults.longestStrip * Math.min(width, height);
  if (Math.max(width, height) <= longest) return null;
  const part = { width: Math.min(width, longest), height: Math.min(height, longest) };
  return { ...part, left: Math.floor((width - part.width) / 2), top: Math.floor((height - part.height) / 2) };
}

async function pixelsOf(image: Sharp): Promise<Pixels> {
  const limited = image.toColourspace("srgb").timeout({ seconds: limitOf("seconds") });
  const { data, info } = await limited.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const rgb = new Uint8Array(width * height * 3);
  if (channels === 3) rgb.set(data);
  else for (let i = 0, o = 0; o < rgb.length; i += channels, o += 3) rgb.fill(data[i], o, o + 3);
  return { width, height, data: rgb };
}
