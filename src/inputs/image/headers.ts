import { afterAwake } from "../../common/awake.ts";
import type { Broken } from "../broken.ts";
import { imageDefaults } from "./defaults.ts";
import { unreadKind } from "./kinds.ts";
import { limitOf, requireImageFile } from "./limits.ts";
import { quickSize, type Size } from "./quick_size.ts";
import { explain, isOfOtherKind, notHere } from "./reasons.ts";
import { sizeOfSvg } from "./svg.ts";

/** What the headers of image files say. */
export interface Headers {
  /** Of each file that can be read, as people see it: turned by its EXIF orientation. In the order of the paths. */
  sizes: Size[];
  broken: Broken[];
}

/** Broken files that are read a second time. */
const readAgain = 100;

/** Reads the header of each image, a few files at a time. */
export async function readHeaders(paths: readonly string[]): Promise<Headers> {
  const mostPixels = limitOf("pixels");
  const sizes = new Array<Size | undefined>(paths.length);
  const reasons = new Map<number, string>();
  const read = async (i: number) => {
    const path = paths[i];
    try {
      requireImageFile(path);
      const { width, height } = await sizeOf(path);
      if (width * height > mostPixels) throw new Error("exceeds pixel limit");
      sizes[i] = { width, height };
      reasons.delete(i);
    } catch (error) {
      reasons.set(i, explain(error, path));
    }
  };
  const queue = paths.keys();
  const work = async () => {
    for (const i of queue) {
      // Plain headers are read at once: now and then others get their turn.
      if (i % 500 === 0) await new Promise(setImmediate);
      await read(i);
    }
  };
  await Promise.all(Array.from({ length: imageDefaults.headersAtOnce }, work));
  // libvips keeps one message for all threads, so what it says of two files at once may be the other's: alone, it is their own.
  for (const i of [...reasons.keys()].slice(0, readAgain)) await read(i);
  const broken = [...reasons].map(([i, reason]) => ({ path: paths[i], reason }));
  broken.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { sizes: sizes.filter(size => size !== undefined), broken };
}

async function sizeOf(path: string): Promise<Size> {
  const quick = quickSize(path);
  if (quick) return quick;
  const { default: sharp, readsHeic } = await import("./sharp.ts");
  // libheif reads headers of what it cannot decode.
  if (!readsHeic && unreadKind(path) === "HEIC") throw new Error(notHere);
  try {
    return (await inTime(sharp(path, { limitInputPixels: false }).metadata())).autoOrient;
  } catch (error) {
    const size = isOfOtherKind(error) ? await sizeOfSvg(path) : null;
    if (size) return size;
    throw error;
  }
}

/** Rejects where a header takes longer than an image may: what reads it cannot be stopped, but is waited for no longer. */
function inTime<T>(read: Promise<T>): Promise<T> {
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = afterAwake(limitOf("seconds"), () => reject(new Error("header timeout")));
  });
  return Promise.race([read, late]).finally(stop);
}
