import { closeSync, openSync, readSync } from "node:fs";

export interface Computer {
  platform: string;
  arch: string;
  /** What its first core can do, in Linux's words; null if the system does not say. */
  flags: readonly string[] | null;
}

export const thisComputer = (): Computer => ({ platform: process.platform, arch: process.arch, flags: coreFlags() });

/** Of the first core: the file has the same lines for every other, and may be long. */
function coreFlags(): string[] | null {
  try {
    const file = openSync("/proc/cpuinfo", "r");
    const head = Buffer.alloc(8192);
    const bytes = readSync(file, head, 0, head.length, 0);
    closeSync(file);
    return (
      /^flags\s*:(.*)$/m
        .exec(head.toString("latin1", 0, bytes))?.[1]
        .trim()
        .split(" ") ?? null
    );
  } catch {
    return null;
  }
}
