import type { Pixels } from "../../common/pixels.ts";

/** Steps of red, green and blue: 252 colors, within the 256 that every terminal with sixels has. */
const levels = [6, 7, 6] as const;
/** Bayer's ordered dithering (1973): which share of the pixels of a place take the brighter neighbor. */
const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map(rank => (rank + 0.5) / 16);
const bandHeight = 6;

/**
 * Pixels as sixels (DEC STD 070, chapter 9), dithered: bands of six rows, in which each color that occurs paints its own, a character for
 * every column whose six bits are its pixels.
 */
export function sixels({ width, height, data }: Pixels): string {
  const colors = indexed({ width, height, data });
  const bands: string[] = [];
  for (let top = 0; top < height; top += bandHeight) {
    const columns = new Map<number, Uint8Array>();
    for (let y = top; y < Math.min(height, top + bandHeight); y++) {
      for (let x = 0; x < width; x++) {
        const color = colors[y * width + x];
        const bits = columns.get(color) ?? new Uint8Array(width);
        columns.set(color, bits);
        bits[x] |= 1 << (y - top);
      }
    }
    bands.push([...columns].map(([color, bits]) => `#${color}${runs(bits)}`).join("$"));
  }
  return `\x1bP0;1q"1;1;${width};${height}${palette()}${bands.join("-")}\x1b\\`;
}

/** The color of each pixel, by its number in the palette. */
function indexed({ width, data }: Pixels): Uint8Array {
  return Uint8Array.from({ length: data.length / 3 }, (_, i) => {
    const threshold = bayer[(Math.floor(i / width) % 4) * 4 + ((i % width) % 4)];
    return levels.reduce((number, count, c) => {
      const place = (data[i * 3 + c] / 255) * (count - 1);
      return number * count + Math.min(count - 1, Math.floor(place) + Number(place % 1 > threshold));
    }, 0);
  });
}

/** Every color in percent of red, green and blue. */
function palette(): string {
  const [reds, greens, blues] = levels;
  return Array.from({ length: reds * greens * blues }, (_, i) => {
    const steps = [Math.floor(i / (greens * blues)), Math.floor(i / blues) % greens, i % blues];
    return `#${i};2;${steps.map((step, c) => Math.round((100 * step) / (levels[c] - 1))).join(";")}`;
  }).join("");
}

/** Columns as characters, run-length encoded. */
function runs(bits: Uint8Array): string {
  let text = "";
  for (let from = 0, to = 0; from < bits.length; from = to) {
    while (to < bits.length && bits[to] === bits[from]) to++;
    const character = String.fromCharCode(63 + bits[from]);
    text += to - from > 3 ? `!${to - from}${character}` : character.repeat(to - from);
  }
  return text;
}
