import { randomBytes } from "node:crypto";
import { closeSync, linkSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { unwritable } from "../common/files.ts";
import { readJson } from "../common/read_json.ts";
import { isOnLocalDisk, lockFile, probeLock } from "../common/system_lock.ts";

/** Who runs a run, as its lock file records it. Fields are null where the system does not say. */
interface Holder {
  pid: number;
  host: string;
  /** The boot of the kernel that it runs on: containers of one machine share it, machines of one name do not. */
  boot: string | null;
  /** What its number counts in: a container has its own. */
  namespace: string | null;
  /** Clock tick in which it began: another process may have its number since. */
  began: string | null;
}

interface Recorded extends Holder {
  /** Whether the system gave it the lock of the file: else it says nothing that the file has none. */
  hasLock: boolean;
}

/** What is asked of the system; tests ask otherwise. */
const thisSystem = { lock: lockFile, probe: probeLock, isOnLocalDisk, self };
export type LockSystem = typeof thisSystem;

const name = /^\.lock-(\d+)$/;

/**
 * Locks a run folder for this process; returns the function that unlocks it. The operating system holds the lock on the file `.lock-N`, which also records who has it. Throws a
 * `Failure` of fault `command line` where another process has it, or may have it: on a network disk, or where the system has no locks, nobody can tell of another
 * machine's process, or another container's. `force` takes it where nobody can tell. Locks are numbered: of two processes that replace a dead one's at once,
 * one finds the next number taken.
 */
export function lockRun(folder: string, force = false, system: LockSystem = thisSystem): () => void {
  for (;;) {
    const last = Math.max(0, ...locksIn(folder));
    if (last > 0) refuseIfHeld(folder, last, force, system);
    const placed = place(folder, last + 1, system);
    if (placed === null) continue;
    const unlock = () => release(fileOf(folder, last + 1), placed);
    try {
      // One that came and went since the look may have left the numbers below to a third.
      for (const n of locksIn(folder)) if (n !== last + 1) refuseIfHeld(folder, n, force, system);
    } catch (error) {
      unlock();
      throw error;
    }
    for (const n of locksIn(folder)) if (n <= last) rmSync(fileOf(folder, n), { force: true });
    return unlock;
  }
}

/** A file that cannot be removed, for the folder became read-only, counts no more when its process has ended. */
function release(file: string, fd: number): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The run ends as it does.
  }
  closeSync(fd);
}

const fileOf = (folder: string, n: number): string => join(folder, `.lock-${n}`);

const locksIn = (folder: string): number[] =>
  readdirSync(folder).flatMap(file => {
    const number = name.exec(file)?.[1];
    return number === undefined ? [] : [Number(number)];
  });

/** The open file, which is locked where the system can; null where the number was taken. The file appears whole and locked, or not at all. */
function place(folder: string, n: number, system: LockSystem): number | null {
  const temporary = join(folder, `.lock.${randomBytes(6).toString("hex")}.tmp`);
  let fd: number | null = null;
  const make = (file: string) => {
    fd = openSync(file, "wx+");
    const hasLock = system.lock(fd) === "locked";
    writeSync(fd, JSON.stringify({ ...system.self(), hasLock } satisfies Recorded));
  };
  try {
    make(temporary);
    try {
      linkSync(temporary, fileOf(folder, n));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
      // Some file systems have no links.
      closeSync(fd!);
      fd = null;
      make(fileOf(folder, n));
    }
    return fd;
  } catch (error) {
    if (fd !== null) closeSync(fd);
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return null;
    throw unwritable(error, fileOf(folder, n));
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A record as exp wrote it before it took locks of the system: with the boot before the clock tick in which the process began, and without a namespace. */
type OlderRecord = Pick<Holder, "pid" | "host" | "began">;

/** What a lock file records; null where it is empty, or none. */
function recordIn(file: string, self: Holder): Recorded | null {
  const found = readJson<Recorded | OlderRecord>(file);
  if (found === null || typeof found !== "object") return null;
  if ("hasLock" in found) return found;
  const { pid, host, began } = found;
  const [, boot = null, tick = null] = /^(.*) (\d+)$/.exec(String(began)) ?? [];
  // Most containers have a name of their own: under the same name, numbers count in the same namespace.
  return { pid, host, boot, namespace: host === self.host ? self.namespace : null, began: tick, hasLock: false };
}

/** Throws where a process has the lock of this number, or may have it and `force` is not said. */
function refuseIfHeld(folder: string, n: number, force: boolean, system: LockSystem): void {
  const file = fileOf(folder, n);
  const holder = recordIn(file, system.self());
  const state = stateOf(folder, file, holder, system);
  if (state === "held") throw taken(folder, described(holder, system.self()));
  if (state === "unknown" && !force) throw perhapsTaken(folder, described(holder, system.self()));
}

function stateOf(folder: string, file: string, holder: Recorded | null, system: LockSystem): "held" | "free" | "unknown" {
  const probed = system.probe(file);
  if (probed === "held") return "held";
  const self = system.self();
  const isOwnKernel = holder !== null && (self.boot ?? self.host) === (holder.boot ?? holder.host);
  // A lock holds within one machine on every disk; between machines only where both have their locks from one place.
  if (probed === "locked" && (holder === null || holder.hasLock === true) && (isOwnKernel || system.isOnLocalDisk(folder))) return "free";
  if (isOwnKernel && holder.namespace === self.namespace) return isAlive(holder) ? "held" : "free";
  // A disk of this machine alone, of which another boot is the one before.
  return holder !== null && !isOwnKernel && system.isOnLocalDisk(folder) ? "free" : "unknown";
}

function isAlive({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return beganOf(pid) === began;
}

function self(): Holder {
  const boot = orNull(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const namespace = orNull(() => readlinkSync("/proc/self/ns/pid"));
  return { pid: process.pid, host: hostname(), boot, namespace, began: beganOf(process.pid) };
}

/** Behind the name, which may hold anything and ends with the last bracket, the state is field 3 and the start field 22. */
const beganOf = (pid: number): string | null =>
  orNull(() => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")[22 - 3]);

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Who it is, as this process knows it: its number counts in its own container. */
function described(holder: Holder | null, self: Holder): string {
  if (holder === null) return "another process";
  const { pid, host, boot, namespace } = holder;
  const elsewhere =
    host !== self.host ? ` on the machine ${host}` : boot === self.boot && namespace !== self.namespace ? " of another container" : "";
  return `process ${pid}${elsewhere}`;
}

const taken = (folder: string, who: string) =>
  new Failure("command line", `${folder} is being run by ${who}`, "wait until it ends, or stop it with Ctrl-C where it runs");

const perhapsTaken = (folder: string, who: string) =>
  new Failure(
    "command line",
    `${folder} may still be run by ${who}: it is of another machine, container or boot, and this disk does not say`,
    "make sure that it has ended, then resume with `--anyway`",
  );
