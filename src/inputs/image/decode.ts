import { statSync } from "node:fs";
import type { Sharp } from "sharp";
import { awakeNow } from "../../common/awake.ts";
import type { Pixels } from "../../common/pixels.ts";
import { readRegular } from "../../common/read_regular.ts";
import { decodeBmp } from "./bitmap.ts";
import { imageDefaults } from "./defaults.ts";
import { kindOf } from "./kinds.ts";
import { limitOf, requireImageFile } from "./limits.ts";
import { decodeNetpbm, netpbmHeader } from "./netpbm.ts";
import type { SizeOptions } from "./options.ts";
import { decodedSide } from "./prepare.ts";
import { bmp, quickSize, type Size } from "./quick_size.ts";
import { reading } from "./reading.ts";
import { explain, isOfOtherKind } from "./reasons.ts";
import sharp from "./sharp.ts";
import { drawSvg, isSvg } from "./svg.ts";

/** `crop` covers the square, `squish` is the square, `pad` fits into it. */
const fits = { crop: "outside", squish: "fill", pad: "inside" } as const satisfies Record<SizeOptions["resize"], string>;

/**
 * Decodes an image straight to the size needed, upright by its EXIF orientation, as 8-bit sRGB: JPEG and WebP shrink while
 * they load, then a triangle filter as Pillow's `BILINEAR`, which fastai resizes with. Of animations the first frame.
 * Transparency is dropped, with the colors that lie beneath it, as fastai's `convert("RGB")` does. Where fastai crops
 * before it resizes, this resizes first: the whole image is then there for the crops of every epoch.
 *
 * Throws an Error whose message is the reason, in plain words, for files that cannot be decoded, and for those that ask for more than `limits`.
 */
export async function decode(path: string, options: SizeOptions): Promise<Pixels> {
  try {
    requireImageFile(path);
    const pixels = await whileAwake(() => decoded(path, options));
    if (isPartlyGray(pixels) && kindOf(path)?.kind === "JPEG" && (await endsEarly(path))) throw new Error("premature end");
    return pixels;
  } catch (error) {
    if (isOfOtherKind(error)) {
      if (await isSvg(path)) return drawSvg(path, options);
      const pixels = await decodeHere(path).catch(error => {
        throw new Error(explain(error, path));
      });
      if (pixels) return resized(pixels, options);
    }
    throw new Error(explain(error, path));
  }
}

/** sharp counts the seconds of the clock: an image during which the process was stopped is decoded again. */
async function whileAwake<T>(decode: () => Promise<T>): Promise<T> {
  for (;;) {
    const begun = awakeNow();
    try {
      return await decode();
    } catch (error) {
      const seconds = (awakeNow() - begun) / 1000;
      if (!/timeout/i.test((error as Error).message) || seconds > awakeShare * limitOf("seconds")) throw error;
    }
  }
}
/** Of its time, what a decoder that was never stopped has surely had when sharp ends it. */
const awakeShare = 0.8;

/** libjpeg fills what the data of a JPEG do not reach with middle gray: a header may promise more than there is. Other images may be as gray. */
function isPartlyGray({ data }: Pixels): boolean {
  let gray = 0;
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = [data[i], data[i + 1], data[i + 2]];
    // Profiles move it a little.
    if (red > 96 && red < 160 && Math.abs(red - green) <= 2 && Math.abs(green - blue) <= 2) gray++;
  }
  return gray > missingShare * (data.length / 3);
}
/** Of the pixels, how many a JPEG may lack before it counts as cut short; browsers, Pillow and fastai show it whatever it lacks. */
const missingShare = 0.25;

/** Whether the data of a JPEG end before its pixels do. Threads share libvips's messages, so one may be lost to another: then it is asked again. */
const endsEarly = (path: string, tries = 5): Promise<boolean> =>
  sharp(path, { ...reading(), failOn: "warning" })
    .timeout({ seconds: limitOf("seconds") })
    .resize(8, 8, { fit: "fill" })
    .raw()
    .toBuffer()
    .then(
      () => false,
      error => (tries > 1 && isLost(error) ? endsEarly(path, tries - 1) : /premature end/i.test(error.message) || isLost(error)),
    );

const isLost = ({ message }: Error): boolean => /treated as error/i.test(message);

/** The same, of what sharp takes; throws what sharp does. */
export async function decoded(input: string | Uint8Array, options: SizeOptions): Promise<Pixels> {
  const image = sharp(input, reading());
  const { autoOrient, hasAlpha } = await image.metadata();
  const part = options.resize === "crop" ? middleOfStrip(autoOrient) : null;
  if (!hasAlpha) return pixelsOf((part ? image.extract(part) : image).resize(sizeOf(options)));
  // A resize weighs colors by their opacity, and would blacken what is hidden: here the alpha goes first.
  const opaque = await pixelsOf(image.removeAlpha());
  return resized(opaque, options);
}

/** The pixels of kinds that libvips leaves out, BMP and Netpbm; null of others. */
async function decodeHere(path: string): Promise<Pixels | null> {
  const size = quickSize(path);
  if (!size) return null;
  const pixels = size.width * size.height;
  if (pixels > limitOf("pixels")) throw new Error("exceeds pixel limit");
  if (statSync(path).size > mostBytesOf(pixels)) throw new Error("corrupted");
  const file = await readRegular(path);
  if (bmp.test(file.toString("latin1", 0, 30))) return decodeBmp(file);
  const header = netpbmHeader(file);
  return header && decodeNetpbm(file, header);
}

/** Bytes that a file of so many pixels may have: numbers in digits take most. */
const mostBytesOf = (pixels: number): number => 32 * pixels + 2 ** 20;

/** Brings pixels into the square. */
function resized({ width, height, data }: Pixels, options: SizeOptions): Promise<Pixels> {
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: limitOf("pixels") });
  const part = options.resize === "crop" ? middleOfStrip({ width, height }) : null;
  return pixelsOf((part ? image.extract(part) : image).resize(sizeOf(options)));
}

function sizeOf(options: SizeOptions) {
  const side = decodedSide(options);
  return { width: side, height: side, fit: fits[options.resize], kernel: "linear" } as const;
}

/**
 * Of an image more than eight times as long as wide, the middle of that shape: a crop covers its square, and for a line
 * of pixels that would take gigabytes.
 */
function middleOfStrip({ width, height }: Size) {
  const longest = imageDefaults.longestStrip * Math.min(width, height);
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
