import type { Pixels } from "../../common/pixels.ts";

/** The header of a Netpbm file (netpbm.sourceforge.net/doc): its kind, size, greatest value, and where its pixels begin. */
export interface NetpbmHeader {
  /** Channels of a pixel; a bitmap has one bit. */
  channels: 1 | 3;
  bitmap: boolean;
  /** Whether numbers are written in digits. */
  text: boolean;
  width: number;
  height: number;
  /** Value of white. */
  most: number;
  start: number;
}

/** A blank or a comment, then a number. */
const number = String.raw`(?:\s|#[^\n\r]*[\n\r])+(\d{1,9})`;
const headers = {
  bitmap: new RegExp(`^P[14]${number}${number}\\s`),
  others: new RegExp(`^P[2356]${number}${number}${number}\\s`),
};

/** Reads the header at the beginning of a file; null where there is none of this kind. */
export function netpbmHeader(beginning: Uint8Array): NetpbmHeader | null {
  const text = Buffer.from(beginning.buffer, beginning.byteOffset, Math.min(beginning.length, 2048)).toString("latin1");
  const kind = Number(/^P([1-6])[\s#]/.exec(text)?.[1]);
  const bitmap = kind === 1 || kind === 4;
  const [header, width, height, most] = (bitmap ? headers.bitmap : headers.others).exec(text) ?? [];
  if (header === undefined) return null;
  const values = { width: Number(width), height: Number(height), most: bitmap ? 1 : Number(most) };
  if (!(values.width > 0 && values.height > 0 && values.most > 0 && values.most < 65_536)) return null;
  return { ...values, channels: kind === 3 || kind === 6 ? 3 : 1, bitmap, text: kind < 4, start: header.length };
}

/** Decodes a Netpbm file to 8-bit RGB: PBM, PGM or PPM, in bytes or in digits. Throws an Error that `explain` knows. */
export function decodeNetpbm(file: Uint8Array, header: NetpbmHeader): Pixels {
  const { width, height, channels, most, bitmap } = header;
  const values = header.text ? digits(file, header) : bitmap ? bits(file, header) : bytes(file, header);
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0, o = 0; o < data.length; pixel++)
    for (let c = 0; c < 3; c++) {
      const value = Math.min(values[pixel * channels + (channels === 1 ? 0 : c)], most);
      // A set bit of a bitmap is black.
      data[o++] = bitmap ? (value === 1 ? 0 : 255) : most === 255 ? value : Math.round((value * 255) / most);
    }
  return { width, height, data };
}

const early = (): never => {
  throw new Error("unexpected end");
};

function bytes(file: Uint8Array, { width, height, channels, most, start }: NetpbmHeader): Uint8Array | Uint16Array {
  const count = width * height * channels;
  if (file.length < start + count * (most > 255 ? 2 : 1)) early();
  if (most <= 255) return file.subarray(start, start + count);
  return Uint16Array.from({ length: count }, (_, i) => (file[start + 2 * i] << 8) | file[start + 2 * i + 1]);
}

/** Rows of bits begin with a byte of their own. */
function bits(file: Uint8Array, { width, height, start }: NetpbmHeader): Uint8Array {
  const row = Math.ceil(width / 8);
  if (file.length < start + row * height) early();
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    values[i] = (file[start + y * row + (x >> 3)] >> (7 - (x & 7))) & 1;
  }
  return values;
}

const [zero, nine, hash, newline, carriageReturn] = [48, 57, 35, 10, 13];

/** Numbers with blanks and comments between them; those of a bitmap need none. */
function digits(file: Uint8Array, { width, height, channels, bitmap, start }: NetpbmHeader): Uint16Array {
  const values = new Uint16Array(width * height * channels);
  let filled = 0;
  let value = -1;
  for (let at = start; at <= file.length && filled < values.length; at++) {
    const byte = file[at] ?? newline;
    if (byte >= zero && byte <= nine) {
      value = Math.min(65_535, Math.max(0, value) * 10 + byte - zero);
      if (!bitmap) continue;
    } else if (byte === hash) while (at < file.length && file[at] !== newline && file[at] !== carriageReturn) at++;
    if (value >= 0) values[filled++] = value;
    value = -1;
  }
  return filled < values.length ? early() : values;
}
