import { readFile } from "node:fs/promises";
import { reading } from "../../data/reading.ts";

/** Side of a thumbnail, pixels. */
const thumbnailSize = 128;

/** Pictures above so many bytes are packed more tightly, so that the page stays small. */
const pictureBytes = 1024 ** 2;

/** A small JPEG of an image as a data URI, turned by its EXIF orientation; `null` where the file cannot be read any more. */
export async function thumbnail(path: string): Promise<string | null> {
  const { default: sharp } = await import("../../data/sharp.ts");
  try {
    const jpeg = await sharp(path, reading())
      .resize(thumbnailSize, thumbnailSize, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "white" })
      .jpeg({ quality: 80 })
      .toBuffer();
    return dataUri("image/jpeg", jpeg);
  } catch {
    return drawn(path);
  }
}

/** Of an SVG, which sharp may not read here. */
async function drawn(path: string): Promise<string | null> {
  const [{ default: sharp }, { decode }] = await Promise.all([import("../../data/sharp.ts"), import("../../data/decode.ts")]);
  try {
    const { width, height, data } = await decode(path, { imageSize: thumbnailSize, resize: "pad", presize: null });
    return dataUri(
      "image/jpeg",
      await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
  } catch {
    return null;
  }
}

/** A picture of the run folder as a data URI, and its size in pixels; `null` where the file cannot be read any more. */
export async function picture(path: string): Promise<{ uri: string; width: number; height: number } | null> {
  const { default: sharp } = await import("../../data/sharp.ts");
  try {
    const bytes = await readFile(path);
    const { width, height, format } = await sharp(bytes).metadata();
    // An animation is WebP already.
    const small = bytes.length <= pictureBytes || format === "webp";
    const uri = small ? dataUri(`image/${format}`, bytes) : dataUri("image/webp", await sharp(bytes).webp({ quality: 90 }).toBuffer());
    return { uri, width, height };
  } catch {
    return null;
  }
}

const dataUri = (type: string, bytes: Buffer): string => `data:${type};base64,${bytes.toString("base64")}`;
