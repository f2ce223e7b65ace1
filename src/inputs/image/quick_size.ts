import { closeSync, openSync, readSync } from "node:fs";
import { netpbmHeader } from "./netpbm.ts";

/** Width and height as people see an image: turned by its EXIF orientation. */
export interface Size {
  width: number;
  height: number;
}

/** Bytes read at a time: the headers of most files. */
const block = 4096;
/** JPEGs have their size behind previews and profiles, as far as this. */
const farthest = 2 ** 20;
/** Reads of one file, of which some 256 come as far as that: who makes us jump to and fro has more in mind than a size. */
const mostReads = 512;
/** Entries of an EXIF directory: cameras write some 50. */
const mostEntries = 1024;

/** The bytes of a file, read as they are asked for. */
class Beginning {
  readonly #file: number;
  readonly #bytes = Buffer.allocUnsafe(block);
  #start = 0;
  #end = 0;
  #reads = 0;
  constructor(file: number) {
    this.#file = file;
  }

  /** Some bytes from a place on; null where the file ends before them, or they are too many or too far. */
  at(place: number, length: number): Buffer | null {
    if (length > block || place > farthest) return null;
    if (place < this.#start || place + length > this.#end) {
      if (++this.#reads > mostReads) return null;
      this.#start = place;
      this.#end = place + readSync(this.#file, this.#bytes, 0, block, place);
    }
    return place + length <= this.#end ? this.#bytes.subarray(place - this.#start, place - this.#start + length) : null;
  }

  /** So many bytes from its start on, or as many as there are. */
  upTo(length: number): Buffer {
    this.at(0, 1);
    return this.#bytes.subarray(0, Math.min(length, this.#end - this.#start));
  }
}

/**
 * The size of a PNG, JPEG, WebP, GIF, BMP or Netpbm file by the few bytes that say it, some ten times as fast as a decoder: a folder may have a hundred thousand. Null where the file is of another kind, or is not as plain as
 * most are, and a decoder should look at it. `path` is known to be a file.
 */
export function quickSize(path: string): Size | null {
  const file = openSync(path, "r");
  try {
    const beginning = new Beginning(file);
    const start = beginning.upTo(shortest).toString("latin1");
    const kind = kinds.find(({ magic, tiny }) => magic.test(start) && (tiny || start.length === shortest));
    const size = kind ? kind.size(beginning) : null;
    return size && size.width > 0 && size.height > 0 ? size : null;
  } finally {
    closeSync(file);
  }
}

/** The sizes of its headers tell it from a text that begins with BM. */
export const bmp = /^BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0/s;

/** Bytes that an image has at least, but for those of `tiny` kinds. */
const shortest = 30;

const kinds: readonly { magic: RegExp; tiny?: boolean; size(beginning: Beginning): Size | null }[] = [
  { magic: /^\x89PNG\r\n\x1a\n.{4}IHDR/s, size: ofPng },
  { magic: /^\xff\xd8\xff/, size: ofJpeg },
  { magic: /^RIFF.{4}WEBP/s, size: ofWebp },
  { magic: /^GIF8[79]a/, size: bytes => sizeAt(bytes.at(6, 4)!, 0, 2) },
  { magic: bmp, size: ofBmp },
  { magic: /^P[1-6][\s#]/, tiny: true, size: bytes => netpbmHeader(bytes.upTo(2048)) },
];

/** Two little-endian numbers. */
const sizeAt = (bytes: Buffer, at: number, each: number): Size => ({
  width: bytes.readUIntLE(at, each),
  height: bytes.readUIntLE(at + each, each),
});

/** Rows may run downward, which a negative height says; OS/2 had shorter headers (Microsoft, Bitmap Header Types). */
function ofBmp(bytes: Beginning): Size | null {
  const header = bytes.at(14, 12)!;
  if (header[0] === 12) return sizeAt(header, 4, 2);
  return { width: header.readInt32LE(4), height: Math.abs(header.readInt32LE(8)) };
}

/** Its first chunk has the size; one with EXIF may turn the image (PNG specification, third edition, 11.2.1 and 11.3.2.8). */
function ofPng(bytes: Beginning): Size | null {
  const header = bytes.at(16, 8)!;
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
  for (let at = 8; ; ) {
    const chunk = bytes.at(at, 8);
    const type = chunk?.toString("latin1", 4);
    if (!chunk || type === "eXIf") return null;
    if (type === "IDAT") return size;
    at += 12 + chunk.readUInt32BE(0);
  }
}

/** Frames begin with the markers C0 to CF, but for three that are none; EXIF lies in APP1 (ITU-T T.81, table B.1). */
function ofJpeg(bytes: Beginning): Size | null {
  let orientation: number | null = null;
  for (let at = 2; ; ) {
    const head = bytes.at(at, 4);
    if (head?.[0] !== 0xff) return null;
    const [, marker] = head;
    const length = head.readUInt16BE(2);
    if (marker < 0xc0 || marker === 0xd8 || marker === 0xd9 || marker === 0xda || marker === 0xff || length < 2) return null;
    if (marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const frame = bytes.at(at + 5, 4);
      if (!frame) return null;
      const [height, width] = [frame.readUInt16BE(0), frame.readUInt16BE(2)];
      return orientation !== null && orientation > 4 ? { width: height, height: width } : { width, height };
    }
    if (marker === 0xe1 && bytes.at(at + 4, 6)?.toString("latin1") === "Exif\0\0") {
      // Decoders differ on which of several counts.
      if (orientation !== null) return null;
      orientation = orientationAt(bytes, at + 10);
      if (orientation === null) return null;
    }
    at += 2 + length;
  }
}

/** Of the EXIF that begins at a place: 1 where it does not say; null where it is not as plain as cameras write it. */
function orientationAt(bytes: Beginning, at: number): number | null {
  const head = bytes.at(at, 8);
  const order = head?.toString("latin1", 0, 4);
  if (!head || (order !== "II*\0" && order !== "MM\0*")) return null;
  const little = order[0] === "I";
  const short = (from: Buffer, place: number) => (little ? from.readUInt16LE(place) : from.readUInt16BE(place));
  const directory = at + (little ? head.readUInt32LE(4) : head.readUInt32BE(4));
  const counted = bytes.at(directory, 2);
  if (!counted || short(counted, 0) > mostEntries) return null;
  for (let left = short(counted, 0), place = directory + 2; left > 0; left--, place += 12) {
    const entry = bytes.at(place, 12);
    if (!entry) return null;
    if (short(entry, 0) !== 0x0112) continue;
    const orientation = short(entry, 8);
    return short(entry, 2) === 3 && orientation >= 1 && orientation <= 8 ? orientation : null;
  }
  return 1;
}

/** Lossy, lossless, or with parts, of which EXIF may turn the image (RFC 9649, 2.5 to 2.7, RFC 6386, 9.1). */
function ofWebp(bytes: Beginning): Size | null {
  const start = bytes.at(12, 18)!;
  const type = start.toString("latin1", 0, 4);
  if (type === "VP8X") {
    const hasExif = (start[8] & 0x08) !== 0;
    const { width, height } = sizeAt(start, 12, 3);
    return hasExif ? null : { width: width + 1, height: height + 1 };
  }
  if (type === "VP8 ") {
    const { width, height } = sizeAt(start, 14, 2);
    return start.toString("latin1", 11, 14) === "\x9d\x01\x2a" ? { width: width & 0x3fff, height: height & 0x3fff } : null;
  }
  if (type !== "VP8L" || start[8] !== 0x2f) return null;
  const bits = start.readUInt32LE(9);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
