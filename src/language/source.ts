import { dirname } from "node:path";
import type { Span } from "../common/span.ts";
import { code } from "../common/words.ts";
import type { Report } from "./diagnostics/index.ts";
import type { Lines } from "./lines.ts";

/** A file of an experiment: the one that is checked, or one that it includes. */
export interface Source {
  /** Absolute path. */
  file: string;
  /** As messages name it: from the folder of the file that is checked. */
  shown: string;
  text: string;
  lines: Lines;
  /** Reports what is wrong in this file. */
  report: Report;
}

export const folderOf = ({ file }: Source): string => dirname(file);

/** `line 6`, or `line 6 of \`base.exp\`` from another file. */
export function placeIn(source: Source, span: Span, from: Source): string {
  const { line } = source.lines.at(span.start);
  return source === from ? `line ${line}` : `line ${line} of ${code(source.shown)}`;
}
