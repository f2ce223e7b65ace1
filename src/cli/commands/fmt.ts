import { readFileSync, realpathSync, statSync } from "node:fs";
import { exitCodes, Failure } from "../../common/failure.ts";
import { writeAtomic } from "../../common/files.ts";
import type { Span } from "../../common/span.ts";
import { plural } from "../../common/units.ts";
import { jsonLine } from "../../common/unseen.ts";
import { type Formatted, format } from "../../language/format.ts";
import { Lines } from "../../language/lines.ts";
import { decodeExactly } from "../../language/source_text.ts";
import type { Command } from "../commands.ts";
import { expand, readExperiment } from "../experiments.ts";
import { say, sayError } from "../terminal.ts";

interface Done extends Formatted {
  file: string;
  source: string;
  /** It is written in UTF-8. */
  isUtf16: boolean;
}

/**
 * `exp fmt FILES`: rewrites each file that changes, atomically, and keeps its mode. With `--check` it changes nothing and exits with 1 if a file would
 * change. A file in UTF-16 becomes UTF-8 where it changes. `-` reads standard input and writes standard output. A statement with a mistake of form is left as it is, and reported.
 */
export const fmt: Command = async ([paths], { check, lines, json }) => {
  const files = expand(paths as string[]);
  const range = lines === undefined ? null : readLines(String(lines));
  if (range && files.length > 1)
    throw new Failure("command line", `--lines is for one file, not ${files.length}`, "format one file at a time");
  if (files.includes("-") && files.length > 1)
    throw new Failure("command line", "`-` cannot be combined with files", "leave the files or the `-` out");
  const isInput = files[0] === "-";
  const done: Done[] = [];
  for (const file of files) {
    const { text: source, isUtf16 } = isInput ? decode(readFileSync(0), "standard input") : decode(readBytes(file), file);
    done.push({ file, source, isUtf16, ...format(source, range ? spanOf(range, source) : undefined) });
  }
  const changed = done.filter(({ edit }) => edit !== null);
  if (!isInput && !check) for (const { file, text } of changed) await writeKeepingMode(file, text);
  if (json) console.log(jsonLine(jsonOf(done, isInput)));
  else {
    if (isInput && !check) process.stdout.write(done[0].text);
    for (const file of done) reportLeft(file, isInput);
    if (!isInput) {
      for (const { file, isUtf16 } of changed)
        say(`${file} ${check ? "would change" : "changed"}${isUtf16 ? ", from UTF-16 to UTF-8" : ""}`);
      say(`${plural(files.length, "file")}, ${changed.length} ${check ? "would change" : "changed"}`);
    } else if (check && changed.length > 0) console.error("standard input would change");
  }
  return check && changed.length > 0 ? exitCodes.experiment : 0;
};

function readBytes(file: string): Uint8Array {
  // Throws with what is wrong with a file that cannot be read.
  readExperiment(file);
  return readFileSync(file);
}

function decode(bytes: Uint8Array, name: string): { text: string; isUtf16: boolean } {
  const decoded = decodeExactly(bytes);
  if (decoded === null) throw new Failure("experiment", `${name} is not in UTF-8`, "save it in that encoding");
  return decoded;
}

/** `3-7`, `3`. */
function readLines(given: string): [from: number, to: number] {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(given) ?? [];
  if (from !== undefined && Number(from) >= 1 && Number(from) <= Number(to)) return [Number(from), Number(to)];
  throw new Failure("command line", `--lines takes line numbers, such as \`3-7\`, not \`${given}\``);
}

function spanOf([from, to]: [number, number], source: string): Span {
  const lines = new Lines(source);
  const start = lines.start(from) ?? source.length;
  return { start, end: lines.start(to) === undefined ? source.length : lines.start(to) + lines.text(to).length };
}

/** A link stays a link: what it leads to is written. */
async function writeKeepingMode(file: string, text: string): Promise<void> {
  const real = realpathSync(file);
  await writeAtomic(real, text, { mode: statSync(real).mode & 0o7777 });
}

function reportLeft({ file, source, left }: Done, isInput: boolean): void {
  const lines = new Lines(source);
  for (const { start } of left)
    sayError(`${isInput ? "standard input" : file}:${lines.at(start).line} is not formatted, because it has a mistake: see \`exp check\``);
}

const jsonOf = (done: readonly Done[], isInput: boolean) => ({
  files: done.map(({ file, source, text, edit, left }) => ({
    file: isInput ? null : file,
    changed: edit !== null,
    left: left.map(({ start, end }) => ({ line: new Lines(source).at(start).line, start, end })),
    ...(isInput && { text }),
  })),
});
