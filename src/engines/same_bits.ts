import type { SameBits } from "./engine.ts";
import { type EngineName, engines } from "./index.ts";

/** What an engine promises on a device: graphics cards may add in any order. */
export const sameBits = ({ name, isGpu }: { name: EngineName; isGpu: boolean }): SameBits =>
  isGpu ? "not promised" : engines[name].sameBits;
