import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { readRegularSync } from "../common/read_regular.ts";

/** What a file of a run folder holds; null where it is not there. Throws a `Failure` of fault `machine` where it cannot be read, or is no file. */
export function readOfRun(folder: string, name: string): Buffer | null {
  const path = join(folder, name);
  try {
    return readRegularSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new Failure(
      "machine",
      `${path} cannot be read: ${message}`,
      "put a file there that this user can read, or run the experiment anew",
    );
  }
}
