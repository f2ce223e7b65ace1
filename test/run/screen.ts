import { Writable } from "node:stream";

/** A stream that remembers what was written; `columns` only where it is a terminal. */
export function streamOf({ tty = false, columns = 80 }: { tty?: boolean; columns?: number }): NodeJS.WriteStream & { text(): string } {
  let text = "";
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  return Object.assign(stream, { text: () => text }, tty ? { isTTY: true, columns } : {}) as NodeJS.WriteStream & { text(): string };
}

/** What a terminal shows after these characters: as much of ECMA-48 as a progress bar uses. Throws on anything else. */
export function screenOf(text: string): string {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  let saved: [number, number] = [0, 0];
  const sequence = /\x1b(?:\[(\??)(\d*)([A-Za-z])|([78]))/y;
  for (let i = 0; i < text.length; ) {
    const line = lines[row];
    if (text[i] !== "\x1b") {
      if (text[i] === "\n") {
        row++;
        column = 0;
        lines[row] ??= [];
      } else if (text[i] === "\r") column = 0;
      else {
        while (line.length < column) line.push(" ");
        line[column++] = text[i];
      }
      i++;
      continue;
    }
    sequence.lastIndex = i;
    const found = sequence.exec(text);
    if (!found) throw new Error(`an unknown control sequence at ${i}: ${JSON.stringify(text.slice(i, i + 10))}`);
    const [all, mode, count, name, cursor] = found;
    if (cursor === "7") saved = [row, column];
    else if (cursor === "8") [row, column] = saved;
    else if (mode === "") {
      if (name === "G") column = Number(count || 1) - 1;
      else if (name === "K" && (count === "" || count === "0")) line.length = Math.min(line.length, column);
      else if (name === "K" && count === "2") line.length = 0;
      else if (name !== "m") throw new Error(`an unknown control sequence: ${JSON.stringify(all)}`);
    }
    i += all.length;
  }
  return lines.map(line => line.join("")).join("\n");
}
