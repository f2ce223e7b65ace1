import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Failure } from "./failure.ts";

/**
 * Writes a whole file or nothing: into a temporary file beside it, synced, then renamed over it. A kill at any instant leaves the old
 * file or the new one. What is large may come piece by piece. `mode` is that of the file. Makes the folder where it is missing. Throws a `Failure` of fault `machine` if the disk does not let it.
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

/** What codes of the system mean, and the fix for a file that is written, and for one that is read where that is another. */
interface Meaning {
  cause: string;
  write: string;
  read?: string;
}
const permit = { write: "give another folder, or ask for the right to write there", read: "let this user read it" };
const plugIn = { write: "connect it again, or give a folder on another one", read: "connect it again, then run it again" };
const meanings: Record<string, Meaning> = {
  ENOSPC: { cause: "the disk is full", write: "free some space, then run it again" },
  EDQUOT: { cause: "your disk quota is used up", write: "free some space, then run it again" },
  EACCES: { cause: "permission denied", ...permit },
  EPERM: { cause: "permission denied", ...permit },
  EROFS: { cause: "the file system is read-only", write: "give a folder that can be written" },
  EEXIST: { cause: "a file is in the place of its folder", write: "give another folder" },
  ENOTDIR: { cause: "a part of the path is a file, not a folder", write: "give another folder", read: "correct the path" },
  EISDIR: { cause: "there is a folder of that name", write: "move it away, or give another folder", read: "name a file" },
  ENAMETOOLONG: { cause: "the name is too long", write: "give it a shorter name" },
  EMFILE: { cause: "too many files are open", write: "close some programs, or raise `ulimit -n`" },
  ENFILE: { cause: "too many files are open on this machine", write: "close some programs" },
  EFBIG: {
    cause: "the file would be larger than the disk or its limit allows",
    write: "raise `ulimit -f`, or give a folder on another disk",
  },
  EIO: {
    cause: "the disk reports an error",
    write: "check the disk, or give a folder on another one",
    read: "check the disk, or copy the file to another one",
  },
  ENXIO: { cause: "the disk is gone", ...plugIn },
  ENODEV: { cause: "the disk is gone", ...plugIn },
  ESTALE: { cause: "the network disk no longer knows the file", write: "connect it again, then run it again" },
  ETIMEDOUT: { cause: "the network disk does not answer", write: "connect it again, then run it again" },
  EINTR: { cause: "the system interrupted it", write: "run it again" },
  EBUSY: { cause: "another program has it", write: "end that program, then run it again" },
  ENOMEM: { cause: "the system has no memory for it", write: "close some programs" },
};

/** What to report where `file` could not be written, with the cause and the fix; an error of another kind comes back as it is. */
export function unwritable(error: unknown, file: string): unknown {
  const known = meanings[(error as NodeJS.ErrnoException)?.code ?? ""];
  return known ? new Failure("machine", `cannot write ${file}: ${known.cause}`, known.write) : error;
}

/** What a code of the system says, in plain words; undefined of others. */
export const causeOf = (error: unknown): string | undefined => meanings[(error as NodeJS.ErrnoException)?.code ?? ""]?.cause;

/** Codes that say something of this process or machine, whichever file is opened. */
const ofMachine: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM"]);
export const isOfMachine = (error: unknown): boolean =>
  ofMachine.has((error as NodeJS.ErrnoException)?.code ?? "") || /too many open files/i.test((error as Error)?.message);

/** Operations that only read. */
const reads: ReadonlySet<string> = new Set([
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
/** Codes that a file gives only when it is opened to be written. */
const ofWriting: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EEXIST"]);

/** A `Failure` of fault `machine` of an error that the system gave for a file, wherever it was thrown; an error of another kind comes back as it is. */
export function systemFailure(error: unknown): unknown {
  const { code = "", syscall = "", path } = (error ?? {}) as NodeJS.ErrnoException;
  const known = syscall === "" ? undefined : meanings[code];
  if (!known) return error;
  const failure = (verb: string, fix: string) => new Failure("machine", `cannot ${verb} ${path ?? "a file"}: ${known.cause}`, fix);
  if (reads.has(syscall)) return failure("read", known.read ?? known.write);
  if (syscall !== "open" || ofWriting.has(code)) return failure("write", known.write);
  // The system does not say what it was opened for.
  return failure("open", known.read === permit.read ? "give this user the right to it, or name another" : (known.read ?? known.write));
}
