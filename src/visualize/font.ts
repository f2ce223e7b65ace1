import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../common/package_root.ts";

/** DejaVu Sans, which `build.mjs` puts beside the code: the fonts of machines differ, and a picture is to be the same bits everywhere. */
const file = join(packageRoot, "dist", "fonts", "DejaVuSans.ttf");

/** A step of an outline, as opentype.js has them: `M` and `L` to a point, `Q` by one control point, `C` by two, `Z` back to the start. */
interface Command {
  type: "M" | "L" | "Q" | "C" | "Z";
  x: number;
  y: number;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}
interface Glyph {
  advanceWidth?: number;
  getPath(x: number, y: number, fontSize: number): { commands: Command[] };
}
interface Font {
  unitsPerEm: number;
  charToGlyph(character: string): Glyph;
}

let opened: Font | undefined;
/** Opened when the first text is drawn: that takes a tenth of a second. */
function font(): Font {
  if (opened) return opened;
  const { parse } = createRequire(import.meta.url)("opentype.js") as { parse(bytes: ArrayBuffer): Font };
  const bytes = readFileSync(file);
  opened = parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
  return opened;
}

/** Pixels from one character to the next. */
export const advanceOf = (character: string, size: number): number =>
  ((font().charToGlyph(character).advanceWidth ?? 0) * size) / font().unitsPerEm;

export interface Point {
  x: number;
  y: number;
}

/** Pieces that a curve is drawn in: at the sizes of labels, more look the same. */
const pieces = 6;

/** The outline of a character on the line at (x, y), as closed polygons; down is positive. */
export function outlineOf(character: string, size: number, x: number, y: number): Point[][] {
  const polygons: Point[][] = [];
  for (const command of font().charToGlyph(character).getPath(x, y, size).commands) {
    if (command.type === "M") polygons.push([]);
    if (command.type === "Z") continue;
    const polygon = polygons.at(-1)!;
    const start = polygon.at(-1) ?? command;
    const steps = command.type === "Q" || command.type === "C" ? pieces : 1;
    for (let i = 1; i <= steps; i++) polygon.push(pointOf(start, command, i / steps));
  }
  return polygons;
}

function pointOf(start: Point, { type, x, y, x1, y1, x2, y2 }: Command, t: number): Point {
  const u = 1 - t;
  if (type === "Q") return { x: u * u * start.x + 2 * u * t * x1 + t * t * x, y: u * u * start.y + 2 * u * t * y1 + t * t * y };
  if (type === "C") {
    const [a, b, c, d] = [u ** 3, 3 * u * u * t, 3 * u * t * t, t ** 3];
    return { x: a * start.x + b * x1 + c * x2 + d * x, y: a * start.y + b * y1 + c * y2 + d * y };
  }
  return { x, y };
}
