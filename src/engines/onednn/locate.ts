import { cacheFolder } from "../../common/cache.ts";
import { type Computer, thisComputer } from "../setup/computer.ts";
import { insteadOf, type Lack, lackOf } from "../setup/lack.ts";
import { type Located, locateAddon, type Missing } from "../setup/locate.ts";
import { addonOf } from "../setup/native.ts";
import { onednn } from "./engine.ts";

/** exp's addon for oneDNN. */
export const addon = addonOf(onednn.name);

/** Why the engine cannot run on a computer at all, and what serves there instead; null if it can. */
export function lackForOnednn(computer: Computer): Lack | null {
  if (computer.flags && !computer.flags.includes("avx2"))
    return lackOf(onednn, computer) ?? { message: "onednn needs a CPU with AVX2", fix: insteadOf(onednn.name, computer) };
  return lackOf(onednn, computer);
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
