import sharp, { type Sharp } from "sharp";

/** A noisy RGB image by formula, as raw sharp input: no two pixels in a row are alike. */
export function drawn(width: number, height: number, seed = 0): Sharp {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) data[o++] = (x * 31 + y * 57 + c * 85 + x * y * 7 + seed * 41) % 256;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

export const drawnPng = (width: number, height: number, seed = 0): Promise<Buffer> => drawn(width, height, seed).png().toBuffer();

/** An image of one color. */
export const plain = (width: number, height: number, color: string | { r: number; g: number; b: number }): Sharp =>
  sharp({ create: { width, height, channels: 3, background: color } });
