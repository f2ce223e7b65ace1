import { cacheFolder } from "../../common/cache.ts";
import { type Computer, thisComputer } from "../setup/computer.ts";
import { type Located, locateAddon, type Missing } from "../setup/locate.ts";
import { addonOf } from "../setup/native.ts";
import { publishedFiles, wheels } from "../tfjs/setup/pinned.ts";

/** exp's addon for oneDNN. */
export const addon = addonOf("onednn");

/** Why the engine onednn cannot run on a computer at all, and what serves there instead; null where it can. */
export function lackForOnednn({ platform, arch, flags }: Computer): { message: string; fix: string } | null {
  const key = `${platform}-${arch}`;
  const faster = key in wheels || key in publishedFiles ? "`exp setup tensorflow` makes a faster one" : "`exp setup webgpu` is for its GPU";
  const fix = `wasm, which comes with exp, serves instead; ${faster}`;
  if (key !== "linux-x64") return { message: `onednn is not there yet for ${platform} ${arch}, only for linux x64`, fix };
  if (flags && !flags.includes("avx2")) return { message: "onednn needs a CPU with AVX2", fix };
  return null;
}

interface Where {
  computer?: Computer;
  sources?: string;
}

/**
 * exp's addon for oneDNN, where `exp setup` compiled it. One that was compiled from the sources of another version of exp does not count;
 * one that was put there by hand does, whatever it is.
 */
export function locateOnednn(
  place: string = cacheFolder(addon.engine),
  { computer = thisComputer(), sources = addon.sources }: Where = {},
): Located | Missing {
  const lack = lackForOnednn(computer);
  return lack ? { missing: lack.message, fix: lack.fix } : locateAddon({ ...addon, sources }, place);
}
