import { statSync } from "node:fs";
import { dataDefaults } from "./defaults.ts";

/** What libvips says of broken files, in the words of people. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/file is missing|no such file|ENOENT/i, "the file is not there"],
  [/unsupported image format/i, "not an image of a kind that can be read"],
  [/pixel limit|exceeds/i, `more pixels than can be decoded (${Math.floor(dataDefaults.mostPixels / 1e6)} million)`],
  [/premature end|truncated|unexpected end|eof|end of (?:file|input|stream)|out of order read|read error/i, "the file ends too early"],
  [/EACCES|permission/i, "the file may not be read"],
  [/corrupt header|corrupted|invalid/i, "the file is damaged"],
];

/** Why the file at `path` could not be read: one line, without its path. */
export function explain(error: unknown, path: string): string {
  // Names of other encodings come with replacement characters, by which no file is found.
  if (path.includes("\uFFFD") && sizeOf(path) === null) return "the name of the file is not UTF-8";
  if (sizeOf(path) === 0) return "the file is empty";
  const message = error instanceof Error ? error.message : String(error);
  const known = reasons.find(([pattern]) => pattern.test(message));
  return known ? known[1] : message.split("\n")[0].trim();
}

/** Bytes of a file; `null` where there is none. */
const sizeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.size ?? null;
