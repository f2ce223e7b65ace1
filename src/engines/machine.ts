import { existsSync, statfsSync } from "node:fs";
import { arch, cpus, loadavg, platform, totalmem } from "node:os";
import { dirname } from "node:path";
import { cacheFolder } from "../common/cache.ts";
import { grantedCores } from "../common/cores.ts";
import { freeMemory } from "../common/memory.ts";

export interface Machine {
  node: string;
  platform: string;
  cpu: string;
  /** Cores that this process may use: see `grantedCores`. */
  cores: number;
  coresOfMachine: number;
  /** Threads that wanted to run, on average over the last minute; 0 where the platform does not tell. */
  load: number;
  /** Bytes that this process may have, by its cgroup or the machine, and those of them that are free. */
  memory: number;
  memoryFree: number;
  cache: { folder: string; diskFree: number };
}

export function readMachine(): Machine {
  const cap = process.constrainedMemory?.() ?? 0;
  const total = totalmem();
  const folder = cacheFolder();
  return {
    node: process.versions.node,
    platform: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: grantedCores(),
    coresOfMachine: cpus().length,
    load: loadavg()[0],
    // Without a cap, constrainedMemory gives 0 or a number beyond the memory.
    memory: cap > 0 && cap < total ? cap : total,
    memoryFree: freeMemory(),
    cache: { folder, diskFree: diskFree(folder) },
  };
}

/** Whether so much else runs that a measurement tells little of what the machine can do. */
export const isBusy = ({ load, cores }: Pick<Machine, "load" | "cores">): boolean => load > Math.max(1, 0.75 * cores);

/** Of the disk that the folder is on, or will be. */
function diskFree(folder: string): number {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}
