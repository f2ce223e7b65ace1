import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { isImage } from "../data/files.ts";
import { hasWeightsEnding } from "../statements/model.ts";
import type { PathKind } from "./slots.ts";

/** The files that a path may lead to; folders are offered in any case, for they lead on. */
const fits: Record<PathKind, (name: string) => boolean> = {
  folder: () => false,
  image: isImage,
  table: name => extname(name).toLowerCase() === ".csv",
  weights: hasWeightsEnding,
  experiment: name => extname(name) === ".exp",
};

export interface FolderEntry {
  name: string;
  isFolder: boolean;
}

/** More than anyone looks through: a folder of a million images must not keep the editor waiting. */
const most = 500;

/** What lies in the folder that a path begins with, as far as it may be meant. Nothing where that cannot be read. */
export function entriesAt(path: string, kind: PathKind, from: string): FolderEntry[] {
  try {
    const entries = readdirSync(resolve(from, folderPart(path)), { withFileTypes: true });
    const found: FolderEntry[] = [];
    for (const entry of entries) {
      if (found.length === most) break;
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const isFolder = isFolderOrLink(entry);
      if (isFolder || fits[kind](entry.name)) found.push({ name: entry.name, isFolder });
    }
    return found;
  } catch {
    return [];
  }
}

/** `images/pets` is looked for in `images/`. */
export const folderPart = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

const isFolderOrLink = (entry: Dirent): boolean => entry.isDirectory() || (entry.isSymbolicLink() && extname(entry.name) === "");

/** The columns of a table, as far as the beginning of its first line tells. Nothing where it cannot be read. */
export function columnsOf(path: string, folders: readonly string[]): string[] {
  for (const folder of folders) {
    const [line] = beginningOf(resolve(folder, path)).split(/\r\n|\n|\r/);
    if (line) return line.split(",").map(cell => cell.trim().replace(/^"(.*)"$/, "$1"));
  }
  return [];
}

function beginningOf(file: string): string {
  try {
    // A pipe would keep whoever opens it waiting.
    if (!statSync(file).isFile()) return "";
    const opened = openSync(file, "r");
    try {
      const head = Buffer.alloc(4096);
      return head.toString("utf8", 0, readSync(opened, head, 0, head.length, 0)).replace(/^\ufeff/, "");
    } finally {
      closeSync(opened);
    }
  } catch {
    return "";
  }
}
