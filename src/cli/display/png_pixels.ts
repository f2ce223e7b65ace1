import { inflateSync } from "node:zlib";
import type { Pixels } from "../../common/pixels.ts";

/** A chunk's length, type and checksum. */
const frame = 12;

/**
 * The pixels of a PNG of 8 bits a channel, red, green, blue and perhaps opacity, which is left out; not interlaced. That is what runs draw; null of any
 * other. At once, unlike sharp: later lines may not be printed before the picture.
 */
export function pngPixels(png: Buffer): Pixels | null {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colorType, , , interlace] = png.subarray(24, 29);
  const channels = { 2: 3, 6: 4 }[colorType];
  if (depth !== 8 || !channels || interlace !== 0) return null;
  const parts: Buffer[] = [];
  for (let at = 8; at + frame <= png.length; at += frame + png.readUInt32BE(at))
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) data[i * 3 + c] = rows[i * channels + c];
  return { width, height, data };
}

/** Each row adds to what one of the filters predicts from the pixels to the left, above, and above to the left (PNG specification, section 9). */
function unfiltered(packed: Buffer, stride: number, height: number, step: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const predict = filters[packed[y * (stride + 1)]];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= step ? rows[at - step] : 0;
      const above = y > 0 ? rows[at - stride] : 0;
      const corner = x >= step && y > 0 ? rows[at - stride - step] : 0;
      rows[at] = packed[y * (stride + 1) + 1 + x] + predict(left, above, corner);
    }
  }
  return rows;
}

const filters: ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  left => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  (left, above, corner) => {
    const guess = left + above - corner;
    const [a, b, c] = [left, above, corner].map(value => Math.abs(guess - value));
    return a <= b && a <= c ? left : b <= c ? above : corner;
  },
];
