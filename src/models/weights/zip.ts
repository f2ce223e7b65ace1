import type { ByteFile } from "./byte_file.ts";

/**
 * Where the entries of a zip archive are, for archives whose entries are stored as they are, as torch writes them: each is then a range of
 * the file that can be read by itself. A compressed or an encrypted entry is never read, so nothing can unpack to more than it is. Names
 * are keys in a map and never paths. By the ZIP specification (PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3).
 */
export interface ZipEntry {
  /** Byte of the file where the local header begins; the contents follow it. */
  header: number;
  size: number;
  /** Whether its contents are neither compressed nor encrypted. */
  isStored: boolean;
}

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 };
const bytesOf = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 };
const longestComment = 0xffff;
const longestDirectory = 16 << 20;
/** torch writes an entry for each tensor. */
const mostEntries = 100_000;
/** A field that the zip64 record has instead. */
const in64 = 0xffffffff;

export function zipEntries(file: ByteFile): Map<string, ZipEntry> {
  const { at, size, count } = findDirectory(file);
  if (size > longestDirectory) throw file.failure(`its table of contents claims to be ${size} bytes long`);
  if (count > mostEntries) throw file.failure(`its table of contents has ${count} entries, more than ${mostEntries}`);
  const directory = file.bytes(at, size);
  const entries = new Map<string, ZipEntry>();
  let next = 0;
  for (let i = 0; i < count; i++) {
    const { name, entry, end } = readEntry(file, directory, next);
    if (entries.has(name)) throw file.failure(`it has the entry \`${name.slice(0, 80)}\` twice`);
    entries.set(name, entry);
    next = end;
  }
  return entries;
}

/** What no file of `torch.save` is. */
export const compressed = (file: ByteFile) => file.failure("it is a compressed or encrypted archive, not what torch.save wrote");

/** First byte of an entry's contents. Throws a `Failure` if they are not stored as they are. */
export function contentsStart(file: ByteFile, { header, size, isStored }: ZipEntry): number {
  if (!isStored) throw compressed(file);
  const local = file.bytes(header, bytesOf.local);
  if (local.readUInt32LE(0) !== signature.local) throw file.failure("an entry is not where its table of contents says");
  const start = header + bytesOf.local + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (start + size > file.size) throw file.failure("it is cut short");
  return start;
}

function findDirectory(file: ByteFile): { at: number; size: number; count: number } {
  const tailStart = Math.max(0, file.size - bytesOf.end - longestComment);
  const tail = file.bytes(tailStart, file.size - tailStart);
  let at = tail.length - bytesOf.end;
  while (at >= 0 && !(tail.readUInt32LE(at) === signature.end && at + bytesOf.end + tail.readUInt16LE(at + 20) === tail.length)) at--;
  if (at < 0) throw file.failure("it is cut short: a zip archive ends with its table of contents, which is missing");
  const locatorAt = tailStart + at - bytesOf.locator64;
  const locator = locatorAt < 0 ? null : file.bytes(locatorAt, bytesOf.locator64);
  if (locator?.readUInt32LE(0) !== signature.locator64) {
    return { count: tail.readUInt16LE(at + 10), size: tail.readUInt32LE(at + 12), at: tail.readUInt32LE(at + 16) };
  }
  const end64 = file.bytes(whole(file, locator.readBigUInt64LE(8)), bytesOf.end64);
  if (end64.readUInt32LE(0) !== signature.end64) throw file.failure("its zip64 record is not where it belongs");
  const [count, size, start] = [32, 40, 48].map(field => whole(file, end64.readBigUInt64LE(field)));
  return { count, size, at: start };
}

function readEntry(file: ByteFile, directory: Buffer, at: number): { name: string; entry: ZipEntry; end: number } {
  if (at + bytesOf.central > directory.length || directory.readUInt32LE(at) !== signature.central) {
    throw file.failure("its table of contents is broken");
  }
  const [flags, method] = [directory.readUInt16LE(at + 8), directory.readUInt16LE(at + 10)];
  const lengths = [28, 30, 32].map(field => directory.readUInt16LE(at + field));
  const nameEnd = at + bytesOf.central + lengths[0];
  const extraEnd = nameEnd + lengths[1];
  const end = extraEnd + lengths[2];
  if (end > directory.length) throw file.failure("its table of contents is broken");
  const name = directory.toString("utf8", at + bytesOf.central, nameEnd);
  const wide = wideFields(file, directory.subarray(nameEnd, extraEnd));
  const field = (offset: number): number => {
    const value = directory.readUInt32LE(at + offset);
    return value === in64 ? wide() : value;
  };
  // The zip64 record has, in this order, those of the fields that did not fit.
  const [size, stored, header] = [field(24), field(20), field(42)];
  const isStored = method === 0 && !(flags & 1);
  if ((isStored && stored !== size) || header + stored > file.size)
    throw file.failure(`its entry \`${name.slice(0, 80)}\` reaches beyond the file`);
  return { name, entry: { header, size, isStored }, end };
}

/** The 64-bit numbers of the zip64 extra field (its id is 1), one after the other. */
function wideFields(file: ByteFile, extra: Buffer): () => number {
  let [next, end] = [0, 0];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) [next, end] = [at + 4, Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2))];
  }
  return () => {
    if (next + 8 > end) throw file.failure("its table of contents is broken");
    next += 8;
    return whole(file, extra.readBigUInt64LE(next - 8));
  };
}

function whole(file: ByteFile, value: bigint): number {
  if (value > file.size) throw file.failure("its table of contents points beyond the file");
  return Number(value);
}
