import { createHash } from "node:crypto";
import { appendFileSync, closeSync, fsyncSync, openSync, truncateSync } from "node:fs";
import { basename } from "node:path";
import { unwritable } from "../common/files.ts";
import { readRegularSync } from "../common/read_regular.ts";

/** The length of a file at a checkpoint, with a hash of its bytes: a resume checks that it is the same file. */
export interface Offset {
  /** Name in the run folder. */
  name: string;
  bytes: number;
  /** Of these bytes, hexadecimal. */
  sha256: string;
}

/** A file that grows during a run. */
export interface Appendix {
  /**
   * Appends what belongs together; with `lasting`, also makes all so far outlive the machine. Throws a `Failure` of fault `machine` where
   * the disk refuses it; after that it is silent, so that the rest of the run can be kept.
   */
  append(data: string | Uint8Array, lasting: boolean): void;
  offset(): Offset;
  close(): void;
}

/**
 * Opens a new file; with an offset, an existing one, which is cut back to it: see `holds`. What is appended goes to the system whole before
 * `append` returns, so that a killed process leaves it whole.
 */
export function openAppendix(file: string, from: Offset | null = null): Appendix {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw unwritable(error, file);
    }
  };
  if (from) attempt(() => truncateSync(file, from.bytes));
  const descriptor = attempt(() => openSync(file, from ? "a" : "ax"));
  const hash = createHash("sha256");
  if (from) hash.update(readRegularSync(file));
  let bytes = from?.bytes ?? 0;
  let failed = false;
  return {
    append(data, lasting) {
      if (failed) return;
      failed = true;
      attempt(() => appendFileSync(descriptor, data));
      if (lasting) attempt(() => fsyncSync(descriptor));
      failed = false;
      hash.update(data);
      bytes += Buffer.byteLength(data);
    },
    offset: () => ({ name: basename(file), bytes, sha256: hash.copy().digest("hex") }),
    close() {
      try {
        attempt(() => fsyncSync(descriptor));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** Whether a file begins with the bytes that it had at an offset. */
export function holds(content: Buffer, { bytes, sha256 }: Offset): boolean {
  return content.length >= bytes && createHash("sha256").update(content.subarray(0, bytes)).digest("hex") === sha256;
}
