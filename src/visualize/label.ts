import type { Pixels } from "../common/pixels.ts";
import { charactersOf, drawText, lineHeight, type Size, small, textHeight, textWidth, usual } from "./text.ts";

/** The labels of a picture, all of one size. */
export interface Labels {
  /** Of the one with the most lines; what goes below its line comes to `descent` more. */
  height: number;
  /** Draws the i-th, as high up as there is room, or at the bottom, next to what is below. */
  draw(i: number, canvas: Pixels, left: number, top: number, at?: "top" | "bottom"): void;
}

/**
 * The labels of a picture within a width: each line of theirs on one where all fit so, else broken into one more; where that does not help either, small ones on one
 * line, with an ellipsis behind what is too long even so. Sizes side by side would look as if some counted more.
 */
export function labelsWithin(texts: readonly string[], width: number): Labels {
  const { lines, size } = layOut(texts, width);
  const most = Math.max(1, ...lines.map(({ length }) => length));
  return {
    height: textHeight + (most - 1) * lineHeight,
    draw(i, canvas, left, top, at = "top") {
      const down = at === "top" ? 0 : most - lines[i].length;
      for (const [line, text] of lines[i].entries()) drawText(text, canvas, left, top + (down + line) * lineHeight, size);
    },
  };
}

function layOut(texts: readonly string[], width: number): { lines: string[][]; size: Size } {
  const least = Math.max(1, ...texts.map(text => text.split("\n").length));
  for (const most of [least, least + 1]) {
    const lines = texts.map(text => broken(text, width, most));
    if (lines.every(found => found !== null)) return { lines, size: usual };
  }
  return { lines: texts.map(text => text.split("\n").map(line => shortened(line, width))), size: small };
}

/** Behind a space, an underscore or a hyphen, but not within brackets, nor before a number or a sign. */
const breaks = /(?<=[ _-])(?![%<>\d]|[^(]*\))/;

/** The text on at most so many lines; null if it does not fit. */
function broken(text: string, width: number, most: number): string[] | null {
  const trimmed = text.split("\n").flatMap(line => filledLines(line, width));
  return trimmed.length <= most && trimmed.every(line => textWidth(line) <= width) ? trimmed : null;
}

/** As much on each line as fits. */
function filledLines(text: string, width: number): string[] {
  const lines = [""];
  for (const part of text.split(breaks)) {
    const longer = lines.at(-1) + part;
    if (textWidth(longer.trimEnd()) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.map(line => line.trimEnd());
}

/** The text, or as much of it as fits where it is small, with an ellipsis. */
function shortened(text: string, width: number): string {
  const characters = charactersOf(text);
  const fits = (count: number) => textWidth(`${characters.slice(0, count).join("")}…`, small) <= width;
  if (textWidth(text, small) <= width) return text;
  const count = characters.findLastIndex((_, i) => fits(i));
  return count < 1 ? "" : `${characters.slice(0, count).join("")}…`;
}

/** The labels above channels: `channel 3` if there is room for all, else their numbers. */
export function channelLabels(channels: readonly number[], width: number): Labels {
  const named = channels.map(channel => `channel ${channel}`);
  return labelsWithin(named.every(text => textWidth(text) <= width) ? named : channels.map(String), width);
}
