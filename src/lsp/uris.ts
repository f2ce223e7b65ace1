import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The path of a document. One that is no file yet stands in `folder`, where its paths then begin. */
export function pathOf(uri: string, folder: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return join(folder, basename(uri.replace(/[?#].*$/, "")).replace(/[^\w.-]/g, "_") || "untitled.exp");
  }
}

export const uriOf = (path: string): string => pathToFileURL(path).href;
