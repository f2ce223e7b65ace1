import type { AboutPlugin } from "../engine.ts";
import { answer } from "../helper.ts";
import { loadAddon } from "./addon.ts";
import { type Platform, settings } from "./plugins.ts";

async function ask(file: string, plugin: string, known: Platform | ""): Promise<AboutPlugin> {
  process.env.TF_CPP_MIN_LOG_LEVEL = "3";
  const addon = loadAddon(file);
  const handle = addon.open(plugin, known ? settings[known].options(1) : [], 1);
  // A version may be of several lines.
  const [platform, ...told] = (await addon.platform(handle)).trimEnd().split("\n");
  const [device] = (await addon.devices(handle)).split("\n");
  const [, limit, , ...kind] = device.split(" ");
  return {
    platform,
    version: told.slice(0, -1).join(", "),
    api: told.at(-1)!,
    device: { kind: kind.join(" "), memory: Number(limit) || null },
  };
}

const [file, plugin, platform] = process.argv.slice(2);
answer(await ask(file, plugin, platform as Platform | "").catch(({ message }: Error) => ({ message })));
