import type { Pixels } from "../data/pixels/image.ts";
import type { Colour } from "./canvas.ts";

/**
 * Digits of 5 by 7 dots, a row a number, its highest bit on the left. They are drawn here because text in an SVG needs a font, which
 * not every machine has.
 */
const glyphs = [
  [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
  [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111],
  [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
  [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
  [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
  [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
  [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
  [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
  [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
];
const others: Record<string, number[]> = {
  ".": [0, 0, 0, 0, 0, 0b01100, 0b01100],
  "-": [0, 0, 0, 0b01110, 0, 0, 0],
};
const [columns, rows] = [5, 7];

/** Pixels of a dot's side. */
const dot = 2;
export const digitHeight = rows * dot;

/** Pixels that a number takes across. */
export const numberWidth = (number: number | string): number => (String(number).length * (columns + 1) - 1) * dot;

/** Writes a number in digits, with a point and a sign where it has them, its top left corner at (left, top); it must fit. */
export function drawNumber(number: number | string, canvas: Pixels, left: number, top: number, colour: Colour): void {
  for (const [place, character] of [...String(number)].entries()) {
    const glyph = others[character] ?? glyphs[Number(character)];
    if (!glyph) throw new Error(`drawNumber: no glyph of ${character}`);
    for (let y = 0; y < digitHeight; y++) {
      for (let x = 0; x < columns * dot; x++) {
        const isInk = (glyph[Math.floor(y / dot)] >> (columns - 1 - Math.floor(x / dot))) & 1;
        const pixel = (top + y) * canvas.width + left + place * (columns + 1) * dot + x;
        if (isInk) canvas.data.set(colour, pixel * 3);
      }
    }
  }
}
