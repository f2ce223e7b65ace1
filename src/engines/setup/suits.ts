import { closeSync, openSync, readSync } from "node:fs";
import { publishedFiles, wheels } from "./pinned.ts";

export interface Computer {
  platform: string;
  arch: string;
  /** What its first core can do, in Linux's words; null where that is not told. */
  flags: readonly string[] | null;
}

export const thisComputer = (): Computer => ({ platform: process.platform, arch: process.arch, flags: coreFlags() });

/** Why the engine onednn cannot run on a computer at all, and what serves there instead; null where it can. */
export function lackForOnednn({ platform, arch, flags }: Computer): { message: string; fix: string } | null {
  const key = `${platform}-${arch}`;
  const faster = key in wheels || key in publishedFiles ? "`exp setup tensorflow` makes a faster one" : "`exp setup webgpu` is for its GPU";
  const fix = `wasm, which comes with exp, serves instead; ${faster}`;
  if (key !== "linux-x64") return { message: `onednn is not there yet for ${platform} ${arch}, only for linux x64`, fix };
  if (flags && !flags.includes("avx2")) return { message: "onednn needs a CPU with AVX2", fix };
  return null;
}

/** Why no plugin of XLA is there for a computer; null where there is one. */
export function lackForXla({ platform, arch }: Computer): { message: string; fix: string } | null {
  if (platform === "linux" && arch === "x64") return null;
  return { message: `xla is not there yet for ${platform} ${arch}, only for linux x64`, fix: "wasm, which comes with exp, serves instead" };
}

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
