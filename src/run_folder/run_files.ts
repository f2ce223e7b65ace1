import { type Dirent, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { otherKindOf, readRegularSync } from "../common/read_regular.ts";

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

/**
 * Whoever passed a run folder on may have put links, pipes or devices into it, however deep: what is written goes nowhere else. Throws a `Failure` of fault
 * `machine` that names one.
 */
export function refuseForeign(folder: string): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) refuseForeign(path);
    else if (entry.isSymbolicLink())
      throw new Failure(
        "machine",
        `${path} is a link to ${readlinkSync(path)}, and a run writes only into its folder`,
        "put what it leads to in its place, or run the experiment anew",
      );
    else if (!entry.isFile())
      throw new Failure(
        "machine",
        `${path} is ${otherKindOf(entry) ?? "no file"}, and a run folder has files and folders only`,
        "remove it, or run the experiment anew",
      );
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // The process that runs it may have removed it just now.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Failure(
      "machine",
      `${folder} cannot be read: ${(error as Error).message}`,
      "let this user read it, or run the experiment anew",
    );
  }
}
