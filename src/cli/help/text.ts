import { createColors } from "picocolors";
import { columns } from "../../common/columns.ts";
import { wrapLines } from "../../common/wrap.ts";
import { helpWidthOf, wantsColor } from "../terminal.ts";

/** How help is printed on a stream: its width and colors. */
export interface Manner {
  width: number;
  paint: ReturnType<typeof createColors>;
}

export const mannerOf = (stream: NodeJS.WriteStream): Manner => ({ width: helpWidthOf(stream), paint: createColors(wantsColor(stream)) });

/** Text in lines that are no wider, each after `indent` spaces. */
export const wrap = (text: string, width: number, indent = 0): string =>
  wrapLines(text, width - indent)
    .map(line => " ".repeat(indent) + line)
    .join("\n");

/** Lines after `spaces` spaces. */
export const indented = (text: string, spaces = 2): string => text.replace(/^(?=.)/gm, " ".repeat(spaces));

/** Columns that a text needs beside a name. */
const leastBeside = 24;

/** Rows of a name and a text, in two columns, the second wrapped; on narrow terminals the text is below its name. */
export function twoColumns(rows: readonly (readonly [string, string])[], { width, paint }: Manner): string {
  const first = 4 + Math.max(...rows.map(([name]) => columns(name)));
  const isBelow = width - first < leastBeside;
  return rows
    .map(([name, text]) => {
      if (isBelow) return `  ${paint.cyan(name)}\n${wrap(text, width, 6)}`;
      const wrapped = wrap(text, width, first);
      return `  ${paint.cyan(name)}${" ".repeat(first - 2 - columns(name))}${wrapped.slice(first)}`;
    })
    .join("\n");
}
