import { readRegularSync } from "../../common/read_regular.ts";
import { stretched } from "../../visualize/canvas.ts";
import { pngPixels } from "./png_pixels.ts";
import { sixels } from "./sixel.ts";

type Environment = Record<string, string | undefined>;
export type Protocol = "kitty" | "iterm" | "sixel";

/** The way that a terminal of this name shows pictures, or null where none is known: `askTerminal` asks it then. */
export function protocolOf({ TERM = "", TERM_PROGRAM = "", KITTY_WINDOW_ID, TMUX }: Environment): Protocol | null {
  // Multiplexers swallow both protocols.
  if (TMUX || /^(screen|tmux|dumb)/.test(TERM)) return null;
  if (KITTY_WINDOW_ID || TERM === "xterm-kitty" || TERM === "xterm-ghostty" || TERM_PROGRAM === "ghostty") return "kitty";
  return TERM_PROGRAM === "iTerm.app" || TERM_PROGRAM === "WezTerm" ? "iterm" : null;
}

/** Of a common terminal font, pixels: only decides how many columns a picture takes at most. */
const cellWidth = 9;

/** The control sequence that draws a picture at the cursor, at most `columns` wide, and a newline; nothing of what is no PNG, or cannot be read. */
export function inlinePicture(file: string, protocol: Protocol, columns: number): string {
  const png = bytesOf(file);
  if (!png?.subarray(1, 4).equals(Buffer.from("PNG"))) return "";
  // Width of the IHDR chunk, which is always the first.
  const width = Math.min(columns, Math.ceil(png.readUInt32BE(16) / cellWidth));
  return `${sequences[protocol](png, width)}\n`;
}

function bytesOf(file: string): Buffer | null {
  try {
    return readRegularSync(file);
  } catch {
    return null;
  }
}

const sequences: Record<Protocol, (png: Buffer, columns: number) => string> = {
  // https://sw.kovidgoyal.net/kitty/graphics-protocol/: base64 in chunks of at most 4096, m=1 on all but the last.
  kitty(png, columns) {
    const chunks = png.toString("base64").match(/.{1,4096}/g) ?? [];
    const more = (i: number) => (i < chunks.length - 1 ? 1 : 0);
    return chunks.map((chunk, i) => `\x1b_G${i === 0 ? `a=T,f=100,q=2,c=${columns},` : ""}m=${more(i)};${chunk}\x1b\\`).join("");
  },
  // https://iterm2.com/documentation-images.html
  iterm: (png, columns) =>
    `\x1b]1337;File=inline=1;size=${png.length};width=${columns};preserveAspectRatio=1:${png.toString("base64")}\x07`,
  // Sixels are pixels of the screen: what is too wide is made smaller here.
  sixel(png, columns) {
    const pixels = pngPixels(png);
    if (!pixels) return "";
    const width = Math.min(pixels.width, columns * cellWidth);
    return sixels(stretched(pixels, width, Math.max(1, Math.round((pixels.height * width) / pixels.width))));
  },
};
