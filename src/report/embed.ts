import { readRegular } from "../common/read_regular.ts";
import { limitOf, requireImageFile } from "../inputs/image/limits.ts";
import { reading } from "../inputs/image/reading.ts";

/** How a page comes to images, which lie somewhere else. */
export interface ImageSource {
  /** The address of a small version, `side` pixels at most; `null` where the file cannot be read any more. */
  thumbnail(path: string, side?: number): Promise<string | null>;
  /** That of a larger version, to be looked at by itself; `null` where the page is to make do with the small one. */
  large(path: string): Promise<string | null>;
  /** That of a picture of the run folder, and its size in pixels. */
  picture(path: string): Promise<SizedPicture | null>;
}

export interface SizedPicture {
  uri: string;
  width: number;
  height: number;
}

/** Default side of a thumbnail, in pixels. */
const thumbnailSize = 128;

/** Pictures above so many bytes are packed more tightly, so that the page stays small. */
const pictureBytes = 256 * 1024;

/** A small JPEG of an image, turned by its EXIF orientation. Throws where it cannot be read. */
export async function thumbnailOf(path: string, side = thumbnailSize): Promise<Buffer> {
  const { default: sharp } = await import("../inputs/image/sharp.ts");
  requireImageFile(path);
  try {
    return await sharp(path, reading())
      .resize(side, side, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "white" })
      .timeout({ seconds: limitOf("seconds") })
      .jpeg({ quality: 80 })
      .toBuffer();
  } catch {
    // Of an SVG, which sharp may not read here.
    const { decode } = await import("../inputs/image/decode.ts");
    const { width, height, data } = await decode(path, { imageSize: side, resize: "pad", presize: null });
    return sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 80 })
      .toBuffer();
  }
}

/** As data URIs, for a page that stands alone. */
export const embedded: ImageSource = { thumbnail, large: async () => null, picture };

async function thumbnail(path: string, side = thumbnailSize): Promise<string | null> {
  try {
    return dataUri("image/jpeg", await thumbnailOf(path, side));
  } catch {
    return null;
  }
}

async function picture(path: string): Promise<SizedPicture | null> {
  const { default: sharp } = await import("../inputs/image/sharp.ts");
  try {
    const bytes = await readRegular(path);
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
