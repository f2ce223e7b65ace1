import { columns } from "./columns.ts";

/** Longest quoted text that stays on one line: commands and names do, excerpts of long texts need not. */
const quotedWhole = 50;

/**
 * What no line break divides: words and paths, a quoted command, and a number with its unit. A path that is longer than a line stays whole too, so
 * that it can be copied.
 */
const pieces = new RegExp(
  `(?:\`[^\`\\n]{1,${quotedWhole}}\`|\\d (?=(?:%|px|s|min|h|of \\d|[kMGTPE]?(?:FLOPS?|FLOP/s|B)|[KMGT]iB|[kMGTPE]|images?|epochs?|steps?)(?![\\w]))|\\S)+`,
  "g",
);

/** Columns that a text takes on the screen, colors left out. */
export const shownColumns = (text: string): number => columns(text.replaceAll(/\u001b\[[\d;]*m/g, ""));

/**
 * A text as lines of at most `width` columns, broken between words only. The lines after the first begin with `hanging` spaces. An infinite width
 * gives one line. Spaces at the start of the text are kept, and lines of its own stay apart.
 */
export const wrapLines = (text: string, width: number, hanging = 0): string[] =>
  text.split("\n").flatMap(line => (shownColumns(line) <= width ? [line] : broken(line, width, hanging)));

/** The same for lines that are indented each in its own way: what continues one is indented by two more. */
export const wrapText = (text: string, width: number): string =>
  text
    .split("\n")
    .flatMap(line => wrapLines(line, width, /^ */.exec(line)![0].length + 2))
    .join("\n");

function broken(text: string, width: number, hanging: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const { index, 0: piece } of text.matchAll(pieces)) {
    // What aligns words within a line stays; a break takes its spaces away.
    const spaces = / *$/.exec(text.slice(0, index))![0];
    if (line === "" || shownColumns(line + spaces + piece) <= width) line += spaces + piece;
    else {
      lines.push(line);
      line = " ".repeat(hanging) + piece;
    }
  }
  return [...lines, line];
}

/** Titles that are longer do not indent what follows them. */
const longestIndent = 12;

/** Items after a title, in lines of at most `width` columns, broken between items; lines after the first are aligned with the first item. */
export function wrapItems(title: string, items: readonly string[], width: number, separator = ","): string[] {
  const hanging = " ".repeat(columns(title) > longestIndent ? 2 : columns(title));
  const lines: string[] = [];
  let line = title;
  for (const [i, item] of items.entries()) {
    const piece = i < items.length - 1 ? item + separator : item;
    const begins = line === title || line === hanging;
    const longer = begins ? line + piece : `${line} ${piece}`;
    if (begins || shownColumns(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = hanging + piece;
    }
    if (shownColumns(line) <= width) continue;
    // An item that fits on no line is broken between its words.
    const parts = wrapLines(line, width, hanging.length);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1)!;
  }
  return [...lines, line];
}
