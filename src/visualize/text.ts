import type { Pixels } from "../common/pixels.ts";
import { visible } from "../common/words.ts";
import { ink } from "./canvas.ts";
import { coverageOf } from "./coverage.ts";
import { advanceOf, outlineOf } from "./font.ts";

/** Pixels of an em: of text that can be read at a glance, and of what would not fit so. */
export const [usual, small] = [16, 12] as const;
export type Size = typeof usual | typeof small;

/** Down to the line; accents on capitals reach `rise` above it. */
export const textHeight = 14;
const rise = 2;
/** What some letters take below the line. */
export const descent = 4;
/** From one line of a text to the next. */
export const lineHeight = textHeight + descent + 2;

/** Control characters become their pictures; a letter and its accent are one character. */
export const charactersOf = (text: string): string[] => [...visible(text).normalize("NFC")];

/** Pixels that a text takes across. */
export const textWidth = (text: string, size: Size = usual): number =>
  Math.ceil(charactersOf(text).reduce((width, character) => width + advanceOf(character, size), 0));

/** Writes a text, its top left corner at (left, top); it must fit, but for what goes below the line. A small one is in the middle of the line. */
export function drawText(text: string, canvas: Pixels, left: number, top: number, size: Size = usual): void {
  const width = Math.min(textWidth(text, size) + 1, canvas.width - left);
  const start = Math.max(0, top - rise);
  const height = Math.min(top + textHeight + descent, canvas.height) - start;
  // Capitals of a small text are less high by a quarter: half of that is above them.
  const line = top - start + textHeight - Math.round((usual - size) / 4);
  let x = 0;
  const polygons = charactersOf(text).flatMap(character => {
    const outline = outlineOf(character, size, x, line);
    x += advanceOf(character, size);
    return outline;
  });
  for (const [i, share] of coverageOf(polygons, width, height).entries()) {
    if (share === 0) continue;
    const pixel = ((start + Math.floor(i / width)) * canvas.width + left + (i % width)) * 3;
    for (let c = 0; c < 3; c++) canvas.data[pixel + c] = Math.round(canvas.data[pixel + c] * (1 - share) + ink[c] * share);
  }
}
