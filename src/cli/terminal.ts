import { wrapLines } from "../common/wrap.ts";

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

/** Tables that fold into columns need a width in a pipe, too. */
export const tableWidthOf = (stream: NodeJS.WriteStream): number => Math.min(widthOf(stream), 100);

/** Prints lines on standard output, wrapped at its width; what continues a line is indented by `hanging`. */
export const say = (text: string, hanging = 2): void => write(process.stdout, text, hanging);

/** The same on standard error. */
export const sayError = (text: string, hanging = 2): void => write(process.stderr, text, hanging);

const write = (stream: NodeJS.WriteStream, text: string, hanging: number): void =>
  void stream.write(`${wrapLines(text, widthOf(stream), hanging).join("\n")}\n`);
