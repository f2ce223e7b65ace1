import { createHash } from "node:crypto";
import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

/** An addon or a library in the folder of an engine, as `exp setup` left it. */
export interface NativeFile {
  bytes: number;
  /** When it was changed last, milliseconds since 1970. */
  modified: number;
  /** Of its content, hexadecimal. */
  sha256: string;
}
/** By their paths in the folder. */
export type NativeFiles = Record<string, NativeFile>;

const isNative = (name: string): boolean => /\.(node|dylib|dll|so(\.\d+)*)$/.test(name);

/**
 * Hashed at every start, whatever their size and time say: exp's addons, in about a millisecond each. Libraries have up to a gigabyte, which
 * takes a second: they are hashed where size or time differ, as they do after a write, a cut and a copy.
 */
const alwaysHashed = 2 << 20;

/** What is loaded of an engine, with its hashes; links left out. */
export function nativeFilesIn(place: string): NativeFiles {
  const names = readdirSync(place, { recursive: true, encoding: "utf8" }).filter(
    name => isNative(name) && lstatSync(join(place, name)).isFile(),
  );
  return Object.fromEntries(names.sort().map(name => [name, lookAt(join(place, name))]));
}

function lookAt(file: string): NativeFile {
  const { size: bytes, mtimeMs: modified } = statSync(file);
  return { bytes, modified, sha256: hashOf(file, bytes, modified) };
}

/** What is wrong with what an engine loads, in words that follow its name; null if it is as `exp setup` left it. */
export function damageOf(place: string, files: NativeFiles): string | null {
  for (const [name, { bytes, modified, sha256 }] of Object.entries(files)) {
    const file = join(place, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile()) return `its ${name} is gone`;
    if (found.size !== bytes) return `its ${name} is damaged: it has ${found.size} bytes, not ${bytes}`;
    const mayDiffer = bytes <= alwaysHashed || found.mtimeMs !== modified;
    if (mayDiffer && hashOf(file, bytes, found.mtimeMs) !== sha256)
      return `its ${name} is damaged: its SHA-256 is not the one that \`exp setup\` wrote`;
  }
  return null;
}

/** Hashes of this process: an engine is looked for more than once. */
const known = new Map<string, string>();

function hashOf(file: string, bytes: number, modified: number): string {
  const key = `${file}\0${bytes}\0${modified}`;
  const sha256 = known.get(key) ?? hashNow(file);
  known.set(key, sha256);
  return sha256;
}

function hashNow(file: string): string {
  const hash = createHash("sha256");
  const descriptor = openSync(file, "r");
  try {
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (let read = -1; read !== 0; ) {
      read = readSync(descriptor, chunk);
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}

/**
 * Of engines that an earlier exp set up, which wrote no hashes: whether a file of theirs is cut short. An ELF file ends with its table of
 * sections, whose place its header has: to load what is missing ends the process by SIGBUS.
 */
export function cutShortIn(place: string): string | null {
  const cut = readdirSync(place).find(name => isNative(name) && isCutElf(join(place, name)));
  return cut === undefined ? null : `its ${cut} is damaged: it is cut short`;
}

const elfHeader = 64;

/** Whether a library is an ELF file of which the end is missing. */
export function isCutElf(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (process.platform !== "linux" || !found?.isFile()) return false;
  const header = Buffer.alloc(elfHeader);
  const descriptor = openSync(file, "r");
  try {
    // What is no ELF file at all, the system refuses to load.
    if (readSync(descriptor, header) < elfHeader || header.toString("latin1", 0, 4) !== "\x7fELF") return false;
  } finally {
    closeSync(descriptor);
  }
  const sections = Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60);
  return found.size < sections;
}
