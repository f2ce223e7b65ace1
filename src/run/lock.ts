import { randomBytes } from "node:crypto";
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { unwritable } from "../common/files.ts";
import { readJson } from "../common/read_json.ts";

/** Who carries out a run. */
interface Holder {
  pid: number;
  host: string;
  /** When the process began, where the system says: another one may have got its number since. */
  began: string | null;
}

const name = /^\.lock-(\d+)$/;

/**
 * Takes a run folder for this process; gives what lets go of it. Throws a `Failure` of fault `command line` where another process that is alive
 * has it; with `force` also from one on another machine, of which nobody can tell. Locks are numbered: of two that take a dead one's place at
 * once, one finds the next number taken.
 */
export function lockRun(folder: string, force = false): () => void {
  const mine: Holder = { pid: process.pid, host: hostname(), began: beganOf(process.pid) };
  for (;;) {
    const last = Math.max(0, ...locksIn(folder));
    const holder = last > 0 ? readJson<Holder>(fileOf(folder, last)) : null;
    if (holder && isAlive(holder, force)) throw taken(folder, holder);
    if (!place(folder, last + 1, JSON.stringify(mine))) continue;
    for (const n of locksIn(folder)) if (n <= last) rmSync(fileOf(folder, n), { force: true });
    return () => release(fileOf(folder, last + 1));
  }
}

/** A lock that cannot be removed, for the folder became read-only, counts no more when its process has ended. */
function release(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The run ends as it does.
  }
}

const fileOf = (folder: string, n: number): string => join(folder, `.lock-${n}`);

const locksIn = (folder: string): number[] => readdirSync(folder).flatMap(file => Number(name.exec(file)?.[1] ?? []));

/** Whether the number was free: a file appears whole, or not at all. */
function place(folder: string, n: number, text: string): boolean {
  const temporary = join(folder, `.lock.${randomBytes(6).toString("hex")}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    try {
      linkSync(temporary, fileOf(folder, n));
    } catch (error) {
      // Some file systems have no links.
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      writeFileSync(fileOf(folder, n), text, { flag: "wx" });
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw unwritable(error, fileOf(folder, n));
  } finally {
    rmSync(temporary, { force: true });
  }
}

function isAlive({ pid, host, began }: Holder, force: boolean): boolean {
  if (host !== hostname()) return !force;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return beganOf(pid) === began;
}

/** Boot and clock tick in which a process began; null where the system does not say. */
function beganOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // Behind the name, which may hold anything and ends with the last bracket, the state is field 3 and the start field 22.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return `${boot} ${fields[22 - 3]}`;
  } catch {
    return null;
  }
}

const taken = (folder: string, { pid, host }: Holder) =>
  host === hostname()
    ? new Failure(
        "command line",
        `${folder} is being carried out, by process ${pid}`,
        "wait for its end, or stop it with Ctrl-C where it runs",
      )
    : new Failure(
        "command line",
        `${folder} was begun on the machine ${host}, by process ${pid}, and may still be carried out there`,
        "if it is not, go on with `--anyway`",
      );
