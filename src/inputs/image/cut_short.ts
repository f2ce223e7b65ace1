import { closeSync, openSync, readSync, statSync } from "node:fs";
import { isOfMachine } from "../../common/files.ts";

/** What is needed of either end of a file, bytes. */
const length = 12;

/** How the kinds of files that people have most of begin, and whether one of so many bytes that ends so is whole. */
const forms: readonly { begins: RegExp; isWhole(first: Buffer, last: Buffer, bytes: number): boolean }[] = [
  { begins: /^\x89PNG/, isWhole: (_, last) => last.toString("latin1", 4, 8) === "IEND" },
  { begins: /^\xff\xd8/, isWhole: (_, last) => last.toString("latin1", 10) === "\xff\xd9" },
  { begins: /^RIFF....WEBP/s, isWhole: (first, _, bytes) => first.readUInt32LE(4) + 8 <= bytes },
];

/** Whether a PNG, JPEG or WebP that cannot be decoded lacks its end; false of a file that cannot be read any more. */
export function isCutShort(path: string): boolean {
  try {
    return lacksEnd(path);
  } catch (error) {
    if (isOfMachine(error)) throw error;
    return false;
  }
}

function lacksEnd(path: string): boolean {
  const { size } = statSync(path);
  const [first, last] = [Buffer.alloc(length), Buffer.alloc(length)];
  const file = openSync(path, "r");
  try {
    readSync(file, first, 0, length, 0);
    readSync(file, last, 0, length, Math.max(0, size - length));
  } finally {
    closeSync(file);
  }
  return forms.some(({ begins, isWhole }) => begins.test(first.toString("latin1")) && !isWhole(first, last, size));
}
