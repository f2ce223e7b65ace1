import { closeSync, constants, openSync, statfsSync } from "node:fs";
import { createRequire } from "node:module";

/** What fs-native-extensions has of locks: open file description locks on Linux, flock on macOS, LockFileEx on Windows. */
interface Extensions {
  /** False where another process holds it. Throws an Error with a code where the file system has no locks. */
  tryLock(fd: number, offset: number, length: number, options: { shared: boolean }): boolean;
}

/** Windows lets nobody read what is locked, so the lock is behind the record there. macOS locks whole files only. */
const [offset, length] = process.platform === "win32" ? [2 ** 30, 1] : [0, 0];

/** Codes by which systems say that another process holds the lock. */
const heldCodes: ReadonlySet<string> = new Set(["EAGAIN", "EACCES", "EBUSY"]);

/** Null if the package has no build for this machine, as on Alpine Linux or on 32 bits. */
let extensions: Extensions | null | undefined;
function loaded(): Extensions | null {
  if (extensions === undefined)
    try {
      extensions = createRequire(import.meta.url)("fs-native-extensions") as Extensions;
    } catch {
      extensions = null;
    }
  return extensions;
}

/** `locked`: it is ours while the file is open. `held`: another process has it. `unknown`: this machine or file system has no locks. */
export type Locking = "locked" | "held" | "unknown";

/** Takes the operating system's lock on an open file; the system lets go of it when the file is closed or the process ends, however it ends. */
export function lockFile(fd: number, { shared = false } = {}): Locking {
  const library = loaded();
  if (!library) return "unknown";
  try {
    return library.tryLock(fd, offset, length, { shared }) ? "locked" : "held";
  } catch (error) {
    return heldCodes.has((error as NodeJS.ErrnoException).code ?? "") ? "held" : "unknown";
  }
}

/** Whether a process holds the lock on the file at a path, without keeping it: `locked` means that nobody did. */
export function probeLock(path: string): Locking {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return "unknown";
  }
  try {
    return lockFile(fd, { shared: true });
  } finally {
    closeSync(fd);
  }
}

/** File systems that one machine alone mounts, by `f_type` of statfs(2): there the lock of a process of another machine cannot be. */
const localTypes: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0xca451a4e, // bcachefs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlayfs
  0x4d44, // vfat
  0x2011bab0, // exfat
  0x7366746e, // ntfs3
]);

/** Whether a folder is surely on a disk of this machine; false also where the system does not say. */
export function isOnLocalDisk(folder: string): boolean {
  try {
    return process.platform === "linux" && localTypes.has(statfsSync(folder).type);
  } catch {
    return false;
  }
}
