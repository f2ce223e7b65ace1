import { closeSync, constants, type Dirent, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

const kinds = {
  isFIFO: "a pipe",
  isSocket: "a socket",
  isBlockDevice: "a device",
  isCharacterDevice: "a device",
  isDirectory: "a folder",
} as const satisfies Partial<Record<keyof Stats & keyof Dirent, string>>;

/** `a pipe`: what it is that is no file; null if it is a file, or a link. */
export const otherKindOf = (found: Stats | Dirent): string | null =>
  Object.entries(kinds).find(([is]) => found[is as keyof typeof kinds]())?.[1] ?? null;

/** Throws an Error that says what it is that is no file: to open a pipe waits for ever, and to open a device may do anything. */
export function requireFile(found: Stats): Stats {
  const kind = otherKindOf(found);
  if (kind) throw new Error(`${kind}, not a file`);
  return found;
}

/** The same of what is at a path. */
export const requireFileAt = (path: string): Stats => requireFile(statSync(path));

/** What was a file when it was looked at may be a pipe by now, and to open that would wait for who writes into it. Windows has no such flag, and no such files. */
const atOnce = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** More than this no file that is read whole has: Node reads no more at once. */
const mostBytes = 2 ** 31 - 1;

function roomFor({ size }: Stats): Buffer {
  if (size > mostBytes) throw new Error("more than 2 GiB");
  return Buffer.allocUnsafe(size);
}

/** Opens a file. Throws an Error that says what is at the path where that is none, and what the system says. */
export async function openRegular(path: string): Promise<FileHandle> {
  requireFile(await stat(path));
  const handle = await open(path, atOnce);
  try {
    requireFile(await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What a file holds, as far as it had come when it was opened: what has no end, as a device, is not read. Throws what `openRegular` does. */
export async function readRegular(path: string): Promise<Buffer> {
  await using file = await openRegular(path);
  const into = roomFor(await file.stat());
  let done = 0;
  for (let read = -1; read !== 0 && done < into.length; done += read)
    ({ bytesRead: read } = await file.read(into, done, into.length - done, done));
  return into.subarray(0, done);
}

/** The same, without waiting. */
export function readRegularSync(path: string): Buffer {
  requireFileAt(path);
  const file = openSync(path, atOnce);
  try {
    const into = roomFor(requireFile(fstatSync(file)));
    let done = 0;
    for (let read = -1; read !== 0 && done < into.length; done += read) read = readSync(file, into, done, into.length - done, done);
    return into.subarray(0, done);
  } finally {
    closeSync(file);
  }
}
