import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { compilerHere } from "../setup/compiler.ts";
import { type Computer, thisComputer } from "../setup/computer.ts";
import { lackOf } from "../setup/lack.ts";
import { pythonHere } from "../setup/pip.ts";
import { programOf, run } from "../setup/programs.ts";
import type { Way } from "../setup/way.ts";
import { xla } from "./engine.ts";
import { jaxPluginHere } from "./given_plugin.ts";
import { addon } from "./locate.ts";
import { pjrtWheels } from "./pinned.ts";
import { type PluginRecord, pluginRecordOf } from "./plugins.ts";
import { compileXlaAddon, type Fetched, unpackPlugin } from "./setup_addon.ts";

interface From {
  sources?: string;
  computer?: Computer;
}

/** Where the wheels of each platform hold their plugin, and what else of them is needed to run it. */
const contents: Record<Fetched, { plugin: string; beside: string[]; disk: Way["disk"] }> = {
  cpu: { plugin: "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so", beside: [], disk: { most: 0.4e9, kept: 0.3e9 } },
  cuda: { plugin: "jax_plugins/xla_cuda13/xla_cuda_plugin.so", beside: ["nvidia"], disk: { most: 9e9, kept: 6e9 } },
};

/** The first graphics card and its driver, as NVIDIA's own tool tells them. Throws a `Failure` if there is none. */
async function cardHere(signal: AbortSignal): Promise<string> {
  const tool = programOf(["nvidia-smi"]);
  const fix = "install NVIDIA's driver; `nvidia-smi` has to list the card";
  if (!tool) throw new Failure("machine", "there is no NVIDIA driver here: nvidia-smi is not found", fix);
  const { code, stdout } = await run(tool, ["--query-gpu=name,driver_version", "--format=csv,noheader"], { signal });
  const [card, driver] = stdout.split("\n")[0].split(", ");
  if (code !== 0 || !driver) throw new Failure("machine", "nvidia-smi lists no graphics card", fix);
  if (Number.parseInt(driver, 10) < leastDriver)
    throw new Failure(
      "machine",
      `the driver of the ${card} is ${driver}, and CUDA 13 needs ${leastDriver} or later`,
      "update NVIDIA's driver",
    );
  return `${card}, driver ${driver}`;
}
/** Of CUDA 13. */
const leastDriver = 580;

/** exp's addon, compiled against the header of the API, beside the plugin from its wheel. */
export const plugin = (platform: Fetched, { sources = addon.sources, computer = thisComputer() }: From = {}): Way => ({
  name: "wheels",
  doing: "fetching a plugin of OpenXLA, and compiling exp's addon for it",
  disk: contents[platform].disk,
  isForGpu: platform === "cuda",
  async make(folder, kit) {
    const lack = lackOf(xla, computer);
    if (lack) throw new Failure("machine", lack.message, lack.fix);
    const compiler = compilerHere();
    const python = await pythonHere(kit.signal);
    if (platform === "cuda") kit.say(`  ${await cardHere(kit.signal)}`);
    await mkdir(folder, { recursive: true });
    const unpacked = await unpackPlugin(platform, python, folder, kit);
    if (platform !== "cpu") await unpackPlugin("cpu", python, folder, kit);
    const { version } = pjrtWheels[platform];
    await compileXlaAddon(folder, { compiler, sources, version, unpacked }, kit);
    const { plugin, beside } = contents[platform];
    // Its own search path leads to NVIDIA's libraries from where it lies in its wheel.
    const place = platform === "cpu" ? plugin.split("/").at(-1)! : plugin;
    for (const name of beside) await rename(join(unpacked, name), join(folder, name));
    await mkdir(join(folder, place, ".."), { recursive: true });
    await rename(join(unpacked, plugin), join(folder, place));
    const record: PluginRecord = { platform, file: place, version };
    await writeFile(pluginRecordOf(folder), `${JSON.stringify(record, null, 2)}\n`);
    await rm(unpacked, { recursive: true });
  },
  async otherwise({ signal }) {
    // Without a card, no plugin serves.
    const there = platform === "cuda" && (await cardHere(signal).catch(() => null)) ? await jaxPluginHere(signal) : null;
    return there && `JAX's plugin is on this machine: \`exp setup xla --plugin ${there}\` takes that, with the libraries that came with it`;
  },
});
