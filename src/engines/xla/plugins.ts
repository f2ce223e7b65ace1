import { join } from "node:path";
import { readJson } from "../../common/read_json.ts";
import type { PluginOption } from "./addon.ts";
import type { Flags } from "./compile_options.ts";

/** A PJRT plugin that was set up. */
export interface Plugin {
  platform: Platform;
  /** The library, absolute. */
  file: string;
  /** Of its wheel. */
  version: string;
}
export type Platform = "cpu" | "cuda";

const recordFile = "plugin.json";
export const pluginRecordOf = (place: string): string => join(place, recordFile);

/** What `exp setup` wrote there; null where there is none. */
export function readPlugin(place: string): Plugin | null {
  const found = readJson<Plugin>(pluginRecordOf(place));
  return found && { ...found, file: join(place, found.file) };
}

/** What a plugin's client is made with, and its compiler's flags. */
interface Settings {
  options(devices: number): readonly PluginOption[];
  flags: Flags;
}
export const settings: Record<Platform, Settings> = {
  cpu: { options: devices => [["cpu_device_count", devices]], flags: {} },
  // The share of the card's memory that it takes in advance is JAX's default.
  cuda: {
    options: () => [
      ["platform_name", "cuda"],
      ["allocator", "default"],
      ["preallocate", true],
      ["memory_fraction", 0.75],
    ],
    flags: {},
  },
};
