import type { FileHandle } from "node:fs/promises";

/** The bytes before a place in a journal that say whether a resume has cut it back since. */
const tailBytes = 256;

/** The bytes of a file before `end`. */
export async function tailAt(handle: FileHandle, end: number): Promise<Buffer> {
  const length = Math.min(tailBytes, end);
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, end - length);
  return buffer.subarray(0, bytesRead);
}

/** The tail after more was read. */
export const tailAfter = (before: Buffer, more: Buffer): Buffer => Buffer.concat([before, more.subarray(-tailBytes)]).subarray(-tailBytes);
