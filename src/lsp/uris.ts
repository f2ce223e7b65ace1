import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The path of a document. One that is not a file yet is in `folder`: its paths are relative to it. */
export function pathOf(uri: string, folder: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return join(folder, basename(uri.replace(/[?#].*$/, "")).replace(/[^\w.-]/g, "_") || "untitled.exp");
  }
}

export const isFile = (uri: string): boolean => /^file:/i.test(uri);

export const uriOf = (path: string): string => pathToFileURL(path).href;

/** Links followed, where there is such a file. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
