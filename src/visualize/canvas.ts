import type { Pixels } from "../common/pixels.ts";

export type Color = readonly [red: number, green: number, blue: number];

/** Dark and opaque, so that a picture looks the same on a light page and on a dark one. */
export const background: Color = [24, 24, 27];

/** Of numbers on the background. */
export const ink: Color = [190, 190, 196];

export function filled(width: number, height: number, color: Color): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = color[i % 3];
  return { width, height, data };
}

/** Copies `from` into `onto`, its corner at (left, top), either of which may be negative; what falls outside is left out. */
export function paste(from: Pixels, onto: Pixels, left: number, top: number): void {
  const [x0, x1] = [Math.max(0, -left), Math.min(from.width, onto.width - left)];
  const [y0, y1] = [Math.max(0, -top), Math.min(from.height, onto.height - top)];
  if (x0 >= x1) return;
  for (let y = y0; y < y1; y++) {
    const row = from.data.subarray((y * from.width + x0) * 3, (y * from.width + x1) * 3);
    onto.data.set(row, ((top + y) * onto.width + left + x0) * 3);
  }
}

/** To another size, each pixel a rectangle of one color. */
export function stretched({ width, height, data }: Pixels, toWidth: number, toHeight: number): Pixels {
  const result = filled(toWidth, toHeight, [0, 0, 0]);
  for (let y = 0; y < toHeight; y++) {
    const row = Math.floor((y * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++) {
      const from = (row + Math.floor((x * width) / toWidth)) * 3;
      const to = (y * toWidth + x) * 3;
      for (let c = 0; c < 3; c++) result.data[to + c] = data[from + c];
    }
  }
  return result;
}

/** Every pixel becomes a square of `factor` by `factor`. */
export const enlarged = (pixels: Pixels, factor: number): Pixels => stretched(pixels, pixels.width * factor, pixels.height * factor);

/** To a square of `side` pixels: Lanczos where that is smaller, bicubic where larger. */
export async function resized(pixels: Pixels, side: number): Promise<Pixels> {
  const opened = await image(pixels);
  return { width: side, height: side, data: await opened.resize(side, side, { fit: "fill" }).raw().toBuffer() };
}

export const encodePng = async (pixels: Pixels): Promise<Uint8Array> => (await image(pixels)).png().toBuffer();

async function image({ width, height, data }: Pixels) {
  const { default: sharp } = await import("../inputs/image/sharp.ts");
  return sharp(data, { raw: { width, height, channels: 3 } });
}
