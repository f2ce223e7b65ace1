import { constants } from "node:os";

/** `RTLD_NODELETE`, which Node does not name. */
const noDelete: Partial<Record<NodeJS.Platform, number>> = { linux: 0x1000, darwin: 0x80 };

/**
 * Loads an addon for good and gives what it exports. Node unloads an addon when the thread that loaded it ends, while threads of its
 * own still run its code, and the process crashes. Throws an Error if it, or a library that it needs, does not load.
 */
export function loadNative<T>(file: string): T {
  const module = { exports: {} as T };
  process.dlopen(module, file, constants.dlopen.RTLD_NOW | (noDelete[process.platform] ?? 0));
  return module.exports;
}
