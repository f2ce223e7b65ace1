import { realpathSync } from "node:fs";
import { extname } from "node:path";
import { isInside } from "../common/is_inside.ts";
import type { Span } from "../common/span.ts";
import { text } from "../language/slots.ts";
import { existingFile } from "./paths.ts";
import { defineStatement } from "./statement.ts";

export interface IncludeSpec {
  kind: "include";
  /** Absolute, links followed. */
  file: string;
  path: string;
  span: Span;
}

export const include = defineStatement({
  name: "include",
  role: "structure",
  needs: [],
  forms: { path: "<path>" },
  slots: { path: { ...text("path of an experiment in quotes", '"shared.exp"', "experiment"), raw: true } },
  options: {},
  doc: "Includes the statements of another file. Their paths are relative to that file. It must be in the folder of this file, or in one below. Each file is included once.",
  example: 'include "shared.exp"',
  read({ head, statement }, { folder, report }): IncludeSpec | null {
    const path = head?.slots.path;
    if (!path) return null;
    const { value, span } = path;
    const file = existingFile({ path: value, folder, span }, report);
    if (file === null) return null;
    if (extname(file) !== ".exp") {
      report("wrong-file-type", span, { path: value, what: "an experiment", endings: [".exp"] });
      return null;
    }
    // Links are followed first: none leads out.
    const real = realpathSync(file);
    if (isInside(real, realpathSync(folder))) return { kind: "include", file: real, path: value, span: statement.span };
    report("include-outside", span, { path: value });
    return null;
  },
});
