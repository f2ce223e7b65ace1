import type { Broken } from "./data.ts";
import { dataDefaults } from "./defaults.ts";
import { explain } from "./reasons.ts";

/** What the headers of image files say. */
export interface Headers {
  /** Of each file that can be read, as people see it: turned by its EXIF orientation. In the order of the paths. */
  sizes: { width: number; height: number }[];
  broken: Broken[];
}

/** Reads the header of each image, a few files at a time. */
export async function readHeaders(paths: readonly string[]): Promise<Headers> {
  const { default: sharp } = await import("sharp");
  const sizes = new Array<{ width: number; height: number } | undefined>(paths.length);
  const broken: Broken[] = [];
  const queue = paths.entries();
  const work = async () => {
    for (const [i, path] of queue) {
      try {
        const { autoOrient } = await sharp(path, { limitInputPixels: false }).metadata();
        const { width, height } = autoOrient;
        if (width * height > dataDefaults.mostPixels) throw new Error("exceeds pixel limit");
        sizes[i] = { width, height };
      } catch (error) {
        broken.push({ path, reason: explain(error, path) });
      }
    }
  };
  await Promise.all(Array.from({ length: dataDefaults.headersAtOnce }, work));
  broken.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { sizes: sizes.filter(size => size !== undefined), broken };
}
