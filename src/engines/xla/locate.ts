import { existsSync } from "node:fs";
import { cacheFolder } from "../../common/cache.ts";
import { type Computer, thisComputer } from "../setup/computer.ts";
import { lackOf } from "../setup/lack.ts";
import { type Located, locateAddon, type Missing, readRecord } from "../setup/locate.ts";
import { addonOf } from "../setup/native.ts";
import { isCutElf } from "../setup/native_files.ts";
import { xla } from "./engine.ts";
import { type Plugin, readPlugin } from "./plugins.ts";

/** exp's addon for PJRT. */
export const addon = addonOf(xla.name);

/** exp's addon for PJRT, and the plugin that lies beside it. */
export function locateXla(
  place: string = cacheFolder(addon.engine),
  { computer = thisComputer(), sources = addon.sources }: { computer?: Computer; sources?: string } = {},
): (Located & { plugin: Plugin }) | Missing {
  const lack = lackOf(xla, computer);
  if (lack) return { missing: lack.message, fix: lack.fix };
  const found = locateAddon({ ...addon, sources }, place);
  if ("missing" in found) return found;
  const plugin = readPlugin(place);
  if (!plugin) return { missing: "it has no plugin", fix: "run `exp setup xla`" };
  // One that was there before exp was may go again.
  if (!existsSync(plugin.file))
    return {
      missing: `its plugin ${plugin.file} is gone`,
      fix: "run `exp setup xla --plugin FILE` for where it is now, or `exp setup xla`",
    };
  // It may be updated at any time by whoever it belongs to, so no hash of it is kept.
  if (isCutElf(plugin.file))
    return {
      missing: `its plugin ${plugin.file} is damaged: it is cut short`,
      fix: "install the package that it belongs to again",
      damaged: true,
    };
  return { ...found, version: plugin.version, gpu: readRecord(place)?.isGpu ?? false, plugin };
}
