import type { Pixels } from "../data/pixels/image.ts";
import { ink } from "./canvas.ts";
import { box, glyphHeight, glyphs, glyphWidth } from "./glyphs.ts";

/** Pixels of a dot's side: of text that can be read at a glance, and of what would not fit so. */
export const [usual, small] = [2, 1] as const;
export type Size = typeof usual | typeof small;

export const textHeight = glyphHeight * usual;
/** What some letters take below the line. */
export const descent = 2 * usual;
/** From one line of a text to the next. */
export const lineHeight = textHeight + descent + usual;

/** Accents are left out; each character of what remains has one glyph. */
export const charactersOf = (text: string): string[] => [...text.normalize("NFD").replace(/\p{Mark}/gu, "")];

/** Pixels that a text takes across. */
export const textWidth = (text: string, size: Size = usual): number => Math.max(0, charactersOf(text).length * (glyphWidth + 1) - 1) * size;

/** Writes a text, its top left corner at (left, top); it must fit, but for what goes below the line. A small one stands in the middle of the line. */
export function drawText(text: string, canvas: Pixels, left: number, top: number, size: Size = usual): void {
  const down = top + Math.floor((textHeight - glyphHeight * size) / 2);
  for (const [place, character] of charactersOf(text).entries()) {
    const glyph = glyphs.get(character) ?? box;
    for (let y = 0; y < Math.min(glyph.length * size, canvas.height - down); y++) {
      for (let x = 0; x < glyphWidth * size; x++) {
        const pixel = (down + y) * canvas.width + left + place * (glyphWidth + 1) * size + x;
        if (glyph[Math.floor(y / size)][Math.floor(x / size)] === "#") canvas.data.set(ink, pixel * 3);
      }
    }
  }
}
