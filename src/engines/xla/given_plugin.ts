import { readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Failure } from "../../common/failure.ts";
import { list } from "../../common/words.ts";
import { type Computer, thisComputer } from "../setup/computer.ts";
import { lackOf } from "../setup/lack.ts";
import { programOf, run } from "../setup/programs.ts";
import type { Way } from "../setup/way.ts";
import { aboutPlugin } from "./about_plugin.ts";
import { xla } from "./engine.ts";
import { addon } from "./locate.ts";
import { modifiedAt, type Platform, type PluginRecord, pluginRecordOf, settings } from "./plugins.ts";
import { xlaAddon } from "./setup_addon.ts";

const examples = "JAX's is jax_plugins/xla_cuda13/xla_cuda_plugin.so, Google's libtpu/libtpu.so, in the site-packages of a Python";

/** A plugin that was there before, used where it lies: only exp's addon is made for it. What its platform is, it says itself. */
export const givenPlugin = (
  { sources = addon.sources, computer = thisComputer() } = {} as {
    sources?: string;
    computer?: Computer;
  },
): Way => ({
  name: "plugin",
  doing: "taking a plugin of OpenXLA that is there, with exp's addon for it",
  disk: { most: 0.4e9, kept: 1e6 },
  takesPlugin: true,
  async make(folder, kit) {
    const lack = lackOf(xla, computer);
    if (lack) throw new Failure("machine", lack.message, lack.fix);
    const file = resolve(kit.plugin!);
    const modified = modifiedAt(file);
    if (modified === undefined) throw new Failure("machine", `there is no file ${file}`, examples);
    await xlaAddon(folder, sources, kit);
    const about = await aboutPlugin(join(folder, addon.file), file, undefined, kit.signal).catch(error => {
      throw error instanceof Failure && error.fault === "machine" ? new Failure("machine", error.message, wayOut(error.message)) : error;
    });
    const platform = about.platform.toLowerCase();
    const known = Object.keys(settings);
    if (!known.includes(platform))
      throw new Failure(
        "machine",
        `${file} is for \`${about.platform}\`, and exp knows plugins for ${list(known)}`,
        "`exp setup xla` fetches the plugin for CPUs, `exp setup gpu` the one for NVIDIA's cards",
      );
    const version = (await wheelOf(file)) ?? new Date(modified).toISOString().slice(0, 10);
    kit.say(`  ${version} for ${platform}: ${about.device.kind}`);
    const record: PluginRecord = { platform: platform as Platform, file, version, modified };
    await writeFile(pluginRecordOf(folder), `${JSON.stringify(record, null, 2)}\n`);
  },
});

/** A file that is no plugin at all, or one that this machine does not let start. */
const wayOut = (message: string): string =>
  /invalid ELF header|file too short|no GetPjrtApi|only ET_DYN/.test(message)
    ? `name the library of a PJRT plugin: ${examples}`
    : "see that the Python package which it belongs to works, with its driver and its libraries";

/** The Python package that installed a file, with its version, as the packages beside it record their files; null if none does. */
async function wheelOf(file: string): Promise<string | null> {
  const real = await realpath(file);
  for (let folder = dirname(real); folder !== dirname(folder); folder = dirname(folder)) {
    for (const info of (await readdir(folder)).filter(name => name.endsWith(".dist-info"))) {
      const files = await readFile(join(folder, info, "RECORD"), "utf8").catch(() => "");
      if (!files.split("\n").some(line => line.startsWith(`${relative(folder, real).split(sep).join("/")},`))) continue;
      const [name, version] = info.slice(0, -".dist-info".length).split("-");
      return `${name.replaceAll("_", "-")} ${version}`;
    }
  }
  return null;
}

/** JAX's plugin for NVIDIA's cards in the Python that is here; null if it has none. */
export async function jaxPluginHere(signal: AbortSignal): Promise<string | null> {
  const python = programOf(["python3", "python"]);
  if (!python) return null;
  const script = `import glob, sys
found = [file for path in sys.path for file in glob.glob(path + "/jax_plugins/xla_cuda*/xla_cuda_plugin.so")]
print(max(found, default=""))`;
  return (await run(python, ["-c", script], { signal })).stdout.trim() || null;
}
