import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Failure } from "./failure.ts";

/**
 * Writes a whole file or nothing: into a temporary file beside it, synced, then renamed over it. A kill at any instant leaves the old
 * file or the new one. What is large may come piece by piece. `mode` is that of the file. Makes the folder where it is missing. Throws a `Failure` of fault `machine` where the disk does not let it.
 */
export async function writeAtomic(
  file: string,
  data: string | Uint8Array | Iterable<string | Uint8Array>,
  { mode }: { mode?: number } = {},
): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    try {
      const handle = await open(temporary, "wx");
      try {
        await writeFile(handle, data);
        if (mode !== undefined) await handle.chmod(mode);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
    await syncFolder(folder);
  } catch (error) {
    throw unwritable(error, file);
  }
}

/** Makes the names in a folder last. Windows cannot open folders, and some network file systems cannot sync them: the files in them are synced all the same. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (!handle) return;
  await handle.sync().catch(() => {});
  await handle.close();
}

const elsewhere = "give another folder, or ask for the right to write there";
const waysOut: Record<string, readonly [cause: string, fix: string]> = {
  ENOSPC: ["the disk is full", "free some space, then run it again"],
  EDQUOT: ["your disk quota is used up", "free some space, then run it again"],
  EACCES: ["permission denied", elsewhere],
  EPERM: ["permission denied", elsewhere],
  EROFS: ["the file system is read-only", "give a folder that can be written"],
  EEXIST: ["a file stands where its folder belongs", "give another folder"],
  ENOTDIR: ["a part of the path is a file, not a folder", "give another folder"],
  EISDIR: ["there is a folder of that name", "move it away, or give another folder"],
  ENAMETOOLONG: ["the name is too long", "give it a shorter name"],
  EMFILE: ["too many files are open", "close some programs, or raise `ulimit -n`"],
  ENFILE: ["too many files are open on this machine", "close some programs"],
  EFBIG: ["the file would be larger than the disk or its limit allows", "raise `ulimit -f`, or give a folder on another disk"],
  EIO: ["the disk reports an error", "check the disk, or give a folder on another one"],
  ENXIO: ["the disk is gone", "connect it again, or give a folder on another one"],
  ENODEV: ["the disk is gone", "connect it again, or give a folder on another one"],
  ESTALE: ["the network disk no longer knows the file", "connect it again, then run it again"],
  ETIMEDOUT: ["the network disk does not answer", "connect it again, then run it again"],
  EINTR: ["the system interrupted it", "run it again"],
  EBUSY: ["another program has it", "end that program, then run it again"],
  ENOMEM: ["the system has no memory for it", "close some programs"],
};

/** What to tell where `file` could not be written, with the cause and the way out; an error of another kind comes back as it is. */
export function unwritable(error: unknown, file: string): unknown {
  const known = waysOut[(error as NodeJS.ErrnoException)?.code ?? ""];
  return known ? new Failure("machine", `cannot write ${file}: ${known[0]}`, known[1]) : error;
}

/** What a code of the system says, in plain words; undefined of others. */
export const causeOf = (error: unknown): string | undefined => waysOut[(error as NodeJS.ErrnoException)?.code ?? ""]?.[0];

/** Codes that say something of this process or machine, whichever file is opened. */
const ofMachine: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM"]);
export const isOfMachine = (error: unknown): boolean =>
  ofMachine.has((error as NodeJS.ErrnoException)?.code ?? "") || /too many open files/i.test((error as Error)?.message);

/** Operations that only read. */
const reads: ReadonlySet<string> = new Set([
  "open",
  "read",
  "scandir",
  "opendir",
  "readdir",
  "stat",
  "lstat",
  "fstat",
  "readlink",
  "realpath",
  "access",
]);

/** A `Failure` of fault `machine` of an error that the system gave for a file, wherever it was thrown; an error of another kind comes back as it is. */
export function systemFailure(error: unknown): unknown {
  const { code = "", syscall = "", path } = (error ?? {}) as NodeJS.ErrnoException;
  const known = syscall === "" ? undefined : waysOut[code];
  if (!known) return error;
  return new Failure("machine", `cannot ${reads.has(syscall) ? "read" : "write"} ${path ?? "a file"}: ${known[0]}`, known[1]);
}
