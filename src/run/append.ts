import { appendFileSync, closeSync, fsyncSync, openSync } from "node:fs";
import { unwritable } from "../common/files.ts";

/** A file that grows while a run goes on. */
export interface Appendix {
  /**
   * Appends what belongs together; with `lasting`, also makes all so far outlive the machine. Throws a `Failure` of fault `machine` where
   * the disk refuses it; after that it is silent, so that the rest of the run can be kept.
   */
  append(data: string | Uint8Array, lasting: boolean): void;
  close(): void;
}

/** Opens a new file. What is appended goes to the system whole before `append` returns, so that a killed process leaves it whole. */
export function openAppendix(file: string): Appendix {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw unwritable(error, file);
    }
  };
  const descriptor = attempt(() => openSync(file, "ax"));
  let failed = false;
  return {
    append(data, lasting) {
      if (failed) return;
      failed = true;
      attempt(() => appendFileSync(descriptor, data));
      if (lasting) attempt(() => fsyncSync(descriptor));
      failed = false;
    },
    close() {
      try {
        attempt(() => fsyncSync(descriptor));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}
