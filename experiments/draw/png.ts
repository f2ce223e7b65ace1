import { zlibSync } from "fflate";
import { clamp } from "./canvas.ts";

const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  let crc = -1;
  for (let i = 4; i < bytes.length - 4; i++) crc = crcTable[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  view.setInt32(bytes.length - 4, ~crc);
  return bytes;
}

type Rgb = readonly [number, number, number];

/** The box of colors with most to gain is cut in two at its mean, along its longest side, until there are `count`; each gives its mean color. */
function palette(colors: readonly Rgb[], count: number): Rgb[] {
  const mean = (box: readonly Rgb[]) => [0, 1, 2].map(c => box.reduce((sum, color) => sum + color[c], 0) / box.length);
  const spread = (box: readonly Rgb[], means: number[]) =>
    [0, 1, 2].map(c => box.reduce((sum, color) => sum + (color[c] - means[c]) * (color[c] - means[c]), 0));
  const boxed = (box: readonly Rgb[]) => {
    const means = mean(box);
    const spreads = spread(box, means);
    const axis = spreads.indexOf(Math.max(...spreads));
    return { box, means, axis, gain: spreads[axis] };
  };
  const boxes = [boxed(colors)];
  while (boxes.length < count) {
    const widest = boxes.reduce((best, box, i) => (box.gain > boxes[best].gain ? i : best), 0);
    const { box, means, axis, gain } = boxes[widest];
    if (gain === 0) break;
    boxes.splice(widest, 1, boxed(box.filter(color => color[axis] <= means[axis])), boxed(box.filter(color => color[axis] > means[axis])));
  }
  return boxes.map(({ means }) => means.map(Math.round) as unknown as Rgb);
}

/**
 * A PNG file of a square image with at most `colors` colors. `rgb` holds 3 bytes a pixel. It is written here, and not by sharp, because the
 * images in the repository must come out the same to the byte, whatever the release of libvips and the processor.
 */
export function png(rgb: Uint8Array, side: number, colors: number): Uint8Array {
  const pixels = Array.from({ length: side * side }, (_, i): Rgb => [rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]]);
  const table = palette(pixels, colors);
  const nearest = ([r, g, b]: Rgb) => {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < table.length; i++) {
      const [dr, dg, db] = [table[i][0] - r, table[i][1] - g, table[i][2] - b];
      const distance = dr * dr + dg * dg + db * db;
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  };
  // Every row begins with its filter: none.
  const rows = new Uint8Array(side * (side + 1));
  for (const [i, pixel] of pixels.entries()) rows[Math.floor(i / side) * (side + 1) + 1 + (i % side)] = nearest(pixel);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, side);
  view.setUint32(4, side);
  header.set([8, 3, 0, 0, 0], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk(
      "PLTE",
      Uint8Array.from(table.flat(), value => clamp(value, 0, 255)),
    ),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}
