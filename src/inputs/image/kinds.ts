import { closeSync, openSync, readSync } from "node:fs";
import { isOfMachine } from "../../common/files.ts";
import { bmp } from "./quick_size.ts";

/** How files of images begin, whatever they are named. */
const kinds: readonly { kind: string; ending: string; begins: RegExp }[] = [
  { kind: "JPEG", ending: "jpg", begins: /^\xff\xd8\xff/ },
  { kind: "PNG", ending: "png", begins: /^\x89PNG\r\n\x1a\n/ },
  { kind: "GIF", ending: "gif", begins: /^GIF8[79]a/ },
  { kind: "WebP", ending: "webp", begins: /^RIFF.{4}WEBP/s },
  { kind: "TIFF", ending: "tif", begins: /^(?:II\*\0|MM\0\*)/ },
  { kind: "AVIF", ending: "avif", begins: /^.{4}ftypavi[fs]/s },
  { kind: "HEIC", ending: "heic", begins: /^.{4}ftyp(?:hei[cmxs]|hev[cmx]|(?:mif1|msf1).{4}(?:.{4})*?hei[cmxs])/s },
  { kind: "JPEG 2000", ending: "jp2", begins: /^(?:\0{3}\x0cjP {2}|\xff\x4f\xff\x51)/ },
  { kind: "BMP", ending: "bmp", begins: bmp },
];

/** The kind of image that a file is by its first bytes, with its usual ending; null of others, and of files that cannot be read. `path` was a file. Throws where no file can be opened. */
export function kindOf(path: string): { kind: string; ending: string } | null {
  try {
    const start = beginningOf(path);
    return kinds.find(({ begins }) => begins.test(start)) ?? null;
  } catch (error) {
    if (isOfMachine(error)) throw error;
    return null;
  }
}

function beginningOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(32);
    return start.toString("latin1", 0, readSync(file, start, 0, start.length, 0));
  } finally {
    closeSync(file);
  }
}

/** Of a file that could not be read, its kind where another libvips may read it. */
export function unreadKind(path: string): string | null {
  const kind = kindOf(path)?.kind ?? null;
  return kind === "HEIC" || kind === "JPEG 2000" ? kind : null;
}
