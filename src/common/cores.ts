import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

/** Reads a file of the system; null if there is none. */
export type ReadText = (file: string) => string | null;

const readText: ReadText = file => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
};

/**
 * Threads that can run at once: the cores of the process's affinity, or fewer where its cgroup has a quota. A share of a core does not count, for
 * threads that wait for each other are all as slow as the one that is held back.
 */
export const usableCores = (): number => Math.max(1, Math.floor(grantedCores()));

/** Cores by affinity and quota, which may be a fraction. Node's own count leaves the quota out. */
export const grantedCores = (read: ReadText = readText): number => Math.min(availableParallelism(), cgroupQuota(read));

const cgroups = "/sys/fs/cgroup";

/** The least quota of the process's cgroup and those around it, in cores; Infinity where there is none. In a container its own is the root. */
export function cgroupQuota(read: ReadText): number {
  const places = (read("/proc/self/cgroup") ?? "").split("\n").flatMap(line => {
    const [, controllers, ...path] = line.split(":");
    if (controllers === "") return around(path.join(":")).map(place => read(join(cgroups, place, "cpu.max")));
    if (!controllers?.split(",").includes("cpu")) return [];
    return around(path.join(":")).map(
      place => versionOne(join(cgroups, controllers, place), read) ?? versionOne(join(cgroups, "cpu", place), read),
    );
  });
  return Math.min(...[read(join(cgroups, "cpu.max")), ...places].map(quotaOf));
}

/** `/a/b`, `/a`, `/` */
function around(path: string): string[] {
  const places = [path];
  while (dirname(path) !== path) {
    path = dirname(path);
    places.push(path);
  }
  return places;
}

/** What version 1 of cgroups says, as version 2 would. */
function versionOne(folder: string, read: ReadText): string | null {
  const [quota, period] = ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map(name => read(join(folder, name))?.trim());
  return quota && period ? `${quota} ${period}` : null;
}

/** Cores of `cpu.max`, `QUOTA PERIOD` in microseconds; Infinity where there is no quota (`max`, -1) or no such file. */
function quotaOf(cpuMax: string | null): number {
  const [quota, period] = (cpuMax ?? "").split(" ").map(Number);
  return quota > 0 && period > 0 ? quota / period : Number.POSITIVE_INFINITY;
}
