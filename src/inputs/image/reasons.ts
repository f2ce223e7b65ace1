import { statSync } from "node:fs";
import { Failure } from "../../common/failure.ts";
import { causeOf, isOfMachine } from "../../common/files.ts";
import { formatBytes, formatWhole } from "../../common/units.ts";
import { isCutShort } from "./cut_short.ts";
import { unreadKind } from "./kinds.ts";
import { limitOf, limits, tooManyBytes } from "./limits.ts";

const raise = (name: keyof typeof limits): string => `${limits[name].variable} raises that`;
const otherKind = /unsupported image format/i;

/** A kind that some libvips read, and not this one. */
export const notHere = "not read by this libvips";
const lacksDecoder = /not read by this libvips|unsupported (?:feature|codec)|decoding plugin/i;

const early = () => "the file ends too early";
const damaged = () => "the file is damaged";
const other = () => "not an image of a kind that can be read";

/** What libvips says of broken files, in the words of people. */
const reasons: readonly (readonly [RegExp, () => string])[] = [
  [/file is missing|no such file|ENOENT/i, () => "the file is not there"],
  [/ELOOP|too many symbolic links/i, () => "the link leads in a circle"],
  [otherKind, other],
  [new RegExp(tooManyBytes), () => `more than ${formatBytes(limitOf("bytes"))} (${raise("bytes")})`],
  [/memory limit/, () => `drawing it takes more than ${formatBytes(limitOf("mebibytes") * 2 ** 20)} of memory (${raise("mebibytes")})`],
  [/header timeout/, () => `reading its header took more than ${limitOf("seconds")} s (${raise("seconds")})`],
  [/pixel limit|exceeds/i, () => `more than ${inWords(limitOf("pixels"))} pixels (${raise("pixels")})`],
  [/timeout/i, () => `decoding took more than ${limitOf("seconds")} s (${raise("seconds")})`],
  [/premature end|truncated|unexpected end|eof|end of (?:file|input|stream)|out of order read|read error/i, early],
  [/EACCES|permission/i, () => "the file may not be read"],
  // libvips keeps one message for all threads, and loses it where two files are broken at once.
  [/corrupt header|corrupted|invalid|unknown error/i, damaged],
];

const inWords = (count: number): string => (count < 1e6 ? formatWhole(count) : `${formatWhole(Math.floor(count / 1e6))} million`);

const tooManyFiles = "too many files are open";
const closeSome = "close some programs, or raise `ulimit -n`";

/** Whether sharp did not read a file because it is of a kind that it does not read. */
export const isOfOtherKind = (error: unknown): boolean => otherKind.test((error as Error).message);

/** Why the file at `path` could not be read: one line, without its path. */
export function explain(error: unknown, path: string): string {
  if (error instanceof Failure) throw error;
  if (isOfMachine(error)) throw new Failure("machine", `cannot read ${path}: ${causeOf(error) ?? tooManyFiles}`, closeSome);
  const { size, loops } = look(path);
  // Names of other encodings come with replacement characters, by which no file is found.
  if (path.includes("\uFFFD") && size === null) return "its name is not UTF-8";
  if (size === 0) return "the file is empty";
  const known = causeOf(error);
  if (known && !/EACCES|EPERM|EISDIR/.test((error as Error).message)) return known;
  const message = loops ? "ELOOP" : error instanceof Error ? error.message : String(error);
  const [, reason = () => message.split("\n")[0].trim()] = reasons.find(([pattern]) => pattern.test(message)) ?? [];
  if (size !== null && (reason === other || lacksDecoder.test(message))) {
    const kind = unreadKind(path);
    if (kind) return `${kind}, which this libvips does not read: convert it to JPEG`;
  }
  return reason === damaged && size !== null && isCutShort(path) ? early() : reason();
}

/** Bytes of a file; `null` where there is none. */
function look(path: string): { size: number | null; loops: boolean } {
  try {
    const found = statSync(path);
    return { size: found.isFile() ? found.size : null, loops: false };
  } catch (error) {
    return { size: null, loops: (error as NodeJS.ErrnoException).code === "ELOOP" };
  }
}
