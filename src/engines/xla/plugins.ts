import { statSync } from "node:fs";
import { join, resolve } from "node:path";
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
export type Platform = "cpu" | "cuda" | "rocm" | "tpu";

/** What `exp setup` writes of a plugin. */
export interface PluginRecord {
  platform: Platform;
  /** From the folder of the record, or absolute, where the plugin was there before. */
  file: string;
  version: string;
  /** When a file that was there before was last written, in milliseconds. */
  modified?: number;
}

const recordFile = "plugin.json";
export const pluginRecordOf = (place: string): string => join(place, recordFile);

/** Of the record there; null if there is none. What is written over a plugin that was there before counts as another version: nothing that the old one compiled fits it. */
export function readPlugin(place: string): Plugin | null {
  const found = readJson<PluginRecord>(pluginRecordOf(place));
  if (!found) return null;
  const file = resolve(place, found.file);
  const now = found.modified === undefined ? undefined : modifiedAt(file);
  const version = now === found.modified || now === undefined ? found.version : `${found.version}, changed ${new Date(now).toISOString()}`;
  return { platform: found.platform, file, version };
}

/** In milliseconds; undefined if there is no such file. */
export const modifiedAt = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

/** What a plugin's client is made with, and its compiler's flags. */
interface Settings {
  options(devices: number): readonly PluginOption[];
  flags: Flags;
}

/** What JAX passes as well, but for the share of the card's memory that is taken in advance, which was JAX's default for long: its own is greater now, and leaves less to others. */
const card = (platform: string): Settings => ({
  options: () => [
    ["platform_name", platform],
    ["allocator", "default"],
    ["preallocate", true],
    ["memory_fraction", 0.75],
  ],
  flags: {},
});

export const settings: Record<Platform, Settings> = {
  cpu: { options: devices => [["cpu_device_count", devices]], flags: {} },
  cuda: card("cuda"),
  rocm: card("ROCM"),
  tpu: { options: () => [], flags: {} },
};
