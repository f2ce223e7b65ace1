import { createColors } from "picocolors";
import { columns } from "../../language/render.ts";
import { wantsColor, widthOf } from "../terminal.ts";

/** How help is written on a stream: its width, and its colours. */
export interface Manner {
  width: number;
  paint: ReturnType<typeof createColors>;
}

/** Longer lines are hard to read, however wide the terminal is; files get 80 columns. */
export const mannerOf = (stream: NodeJS.WriteStream): Manner => ({
  width: stream.isTTY ? Math.min(widthOf(stream), 100) : 80,
  paint: createColors(wantsColor(stream)),
});

/** Text in lines that are no wider, each behind `indent` spaces. */
export function wrap(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || columns(`${last} ${word}`) > width - indent) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map(line => " ".repeat(indent) + line).join("\n");
}

/** Lines behind `spaces` spaces. */
export const indented = (text: string, spaces = 2): string => text.replace(/^(?=.)/gm, " ".repeat(spaces));

/** Rows of a name and a text, in two columns, the second wrapped. */
export function twoColumns(rows: readonly (readonly [string, string])[], { width, paint }: Manner): string {
  const first = 4 + Math.max(...rows.map(([name]) => columns(name)));
  return rows
    .map(([name, text]) => {
      const wrapped = wrap(text, width, first);
      return `  ${paint.cyan(name)}${" ".repeat(first - 2 - columns(name))}${wrapped.slice(first)}`;
    })
    .join("\n");
}
