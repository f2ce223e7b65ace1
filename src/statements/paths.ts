import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Span } from "../common/span.ts";
import { imageTypes, isImage } from "../data/files.ts";
import type { Report } from "../language/diagnostics/index.ts";

interface Wanted {
  /** As written; relative to `folder`. */
  path: string;
  folder: string;
  span: Span;
  /** Whether it is written in quotes. */
  quoted?: boolean;
}

/** The absolute path of a folder that must be there; null where it is not, which is reported with the nearest names beside it. */
export function existingFolder({ path, folder, span, quoted = true }: Wanted, report: Report): string | null {
  const absolute = resolve(folder, path);
  if (!existsSync(absolute)) report("missing-folder", span, { path, names: neighbors(path, absolute, true), quoted });
  else if (!statSync(absolute).isDirectory()) report("not-a-folder", span, { path });
  else return absolute;
  return null;
}

/** The absolute path of a file that must be there, likewise. */
export function existingFile({ path, folder, span }: Wanted, report: Report): string | null {
  const absolute = existingPath({ path, folder, span }, report);
  if (absolute === null || !statSync(absolute).isDirectory()) return absolute;
  report("not-a-file", span, { path });
  return null;
}

/** The absolute path of an image that must be there. */
export function existingImage({ path, folder, span }: Wanted, report: Report): string | null {
  const absolute = existingFile({ path, folder, span }, report);
  if (absolute === null || isImage(absolute)) return absolute;
  report("wrong-file-type", span, { path, what: "an image", endings: [...imageTypes].map(type => `.${type}`) });
  return null;
}

/** The absolute path of a file or folder that must be there. */
export function existingPath({ path, folder, span }: Wanted, report: Report): string | null {
  const absolute = resolve(folder, path);
  if (existsSync(absolute)) return absolute;
  report("missing-file", span, { path, names: neighbors(path, absolute, false), quoted: true });
  return null;
}

/** What is in the place that the path points to, written as the path would be. */
function neighbors(path: string, absolute: string, folders: boolean): string[] {
  try {
    const before = path.slice(0, path.length - basename(path).length);
    return readdirSync(dirname(absolute), { withFileTypes: true })
      .filter(entry => !entry.name.startsWith(".") && (!folders || entry.isDirectory()))
      .map(entry => before + entry.name);
  } catch {
    // The folder itself is not there or cannot be read: nothing to suggest.
    return [];
  }
}
