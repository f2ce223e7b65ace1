import { wrapText } from "../common/wrap.ts";

/** Color on a terminal; NO_COLOR and FORCE_COLOR decide first (no-color.org, force-color.org). */
export const wantsColor = (stream: NodeJS.WriteStream, { NO_COLOR, FORCE_COLOR, TERM } = process.env): boolean =>
  !NO_COLOR && (Boolean(FORCE_COLOR) || (stream.isTTY === true && TERM !== "dumb"));

/** Longer lines are hard to read, narrower ones hold no word. */
const [narrowest, widest] = [24, 140];

/**
 * Columns of a stream, infinite where it is no terminal: grep, awk and diff read whole lines, so a pipe or file gets one line for each fact, however long.
 * A terminal that does not know its size gets 80.
 */
export const widthOf = (stream: NodeJS.WriteStream): number =>
  stream.isTTY ? Math.max(narrowest, Math.min(stream.columns || 80, widest)) : Number.POSITIVE_INFINITY;

/** Help is text to read, not lines to search: a pipe, which most often is a pager, gets 80 columns, as from man. On wide terminals lines end at 100. */
export const helpWidthOf = (stream: NodeJS.WriteStream): number => (stream.isTTY ? Math.min(widthOf(stream), 100) : 80);

/** Prints text on standard output, wrapped at its width; lines that continue are indented below their own. */
export const say = (text: string): void => console.log(wrapText(text, widthOf(process.stdout)));

/** The same on standard error. */
export const sayError = (text: string): void => console.error(wrapText(text, widthOf(process.stderr)));
