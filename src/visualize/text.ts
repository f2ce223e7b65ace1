import type { Pixels } from "../data/pixels/image.ts";
import { ink } from "./canvas.ts";
import { box, glyphHeight, glyphs, glyphWidth } from "./glyphs.ts";

/** Pixels of a dot's side: of text that can be read at a glance, and of what would not fit so. */
const [usual, small] = [2, 1] as const;
type Size = typeof usual | typeof small;

export const textHeight = glyphHeight * usual;

/** Accents are left out; each character of what remains has one glyph. */
const characters = (text: string): string[] => [...text.normalize("NFD").replace(/\p{Mark}/gu, "")];

/** Pixels that a text takes across. */
export const textWidth = (text: string, size: Size = usual): number => Math.max(0, characters(text).length * (glyphWidth + 1) - 1) * size;

/** Writes a text into a width: small where it would not fit else, and with an ellipsis where it does not fit even so. */
export function drawLabel(text: string, canvas: Pixels, left: number, top: number, width: number): void {
  const size = textWidth(text) <= width ? usual : small;
  drawText(fitted(text, width, size), canvas, left, top, size);
}

/** The text, or as much of it as fits, with an ellipsis. */
function fitted(text: string, width: number, size: Size): string {
  if (textWidth(text, size) <= width) return text;
  const room = Math.floor((width / size + 1) / (glyphWidth + 1)) - 1;
  return room < 1 ? "" : `${characters(text).slice(0, room).join("")}…`;
}

/** Which channel stands below, as long as there is room for. */
export const channelLabel = (channel: number, width: number): string => {
  const full = `channel ${channel}`;
  return textWidth(full) <= width ? full : String(channel);
};

/** Writes a text, its top left corner at (left, top); it must fit, but for what goes below the line. A small one stands in the middle of the line. */
export function drawText(text: string, canvas: Pixels, left: number, top: number, size: Size = usual): void {
  const down = top + Math.floor((textHeight - glyphHeight * size) / 2);
  for (const [place, character] of characters(text).entries()) {
    const glyph = glyphs.get(character) ?? box;
    for (let y = 0; y < Math.min(glyph.length * size, canvas.height - down); y++) {
      for (let x = 0; x < glyphWidth * size; x++) {
        const pixel = (down + y) * canvas.width + left + place * (glyphWidth + 1) * size + x;
        if (glyph[Math.floor(y / size)][Math.floor(x / size)] === "#") canvas.data.set(ink, pixel * 3);
      }
    }
  }
}
