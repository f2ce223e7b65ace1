import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { isInside } from "../common/is_inside.ts";
import { most } from "../language/collect.ts";
import { decodeSource } from "../language/source_text.ts";
import { Analyzed } from "./analyzed.ts";
import { realPathOf, uriOf } from "./uris.ts";

/** Files that are looked at: whoever has more in one folder opens those that matter. */
const mostFiles = 100;

/** Experiments that may include a file and are not open: beside it, and in the folders above it that belong to the workspace. */
export function includersOf(file: string, workspace: string, open: ReadonlyMap<string, string>): Analyzed[] {
  return foldersOf(dirname(file), realPathOf(workspace))
    .flatMap(experimentsIn)
    .slice(0, mostFiles)
    .flatMap(other => {
      const text = other === file || open.has(other) ? null : textOf(other);
      if (!text?.includes("include")) return [];
      return [new Analyzed(TextDocument.create(uriOf(other), "exp", 0, text), other, () => open)];
    });
}

/** A folder, and those above it as far as they lie in `top`. */
const foldersOf = (folder: string, top: string): string[] =>
  folder !== top && isInside(folder, top) ? [folder, ...foldersOf(dirname(folder), top)] : [folder];

function experimentsIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
      entry.isFile() && entry.name.endsWith(".exp") ? [join(folder, entry.name)] : [],
    );
  } catch {
    return [];
  }
}

function textOf(file: string): string | null {
  try {
    return statSync(file).size > most.bytes ? null : decodeSource(readFileSync(file));
  } catch {
    return null;
  }
}
