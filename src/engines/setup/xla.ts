import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { type Platform, pluginRecordOf } from "../xla/plugins.ts";
import { compileAddon } from "./compile_addon.ts";
import { compilerHere } from "./compiler.ts";
import { addons } from "./native.ts";
import { pjrtWheels } from "./pinned.ts";
import { fetchWheels, pythonHere, unpackWheels } from "./pip.ts";
import { programOf, run } from "./programs.ts";
import { type Computer, lackForXla, thisComputer } from "./suits.ts";
import { Unsuited, type Way } from "./way.ts";

interface From {
  sources?: string;
  computer?: Computer;
}

/** Where the wheels of each platform hold their plugin, and what else of them is needed to run it. */
const contents: Record<Platform, { plugin: string; beside: string[]; disk: Way["disk"] }> = {
  cpu: { plugin: "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so", beside: [], disk: { most: 0.4e9, kept: 0.3e9 } },
  cuda: { plugin: "jax_plugins/xla_cuda13/xla_cuda_plugin.so", beside: ["nvidia"], disk: { most: 9e9, kept: 6e9 } },
};

/** The first graphics card and its driver, as NVIDIA's own tool tells them. Throws a `Failure` where there is none. */
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
export const plugin = (platform: Platform, { sources = addons.xla.sources, computer = thisComputer() }: From = {}): Way => ({
  name: "wheels",
  doing: "fetching a plugin of OpenXLA, and compiling exp's addon for it",
  disk: contents[platform].disk,
  isForGpu: platform === "cuda",
  async make(folder, kit) {
    const lack = lackForXla(computer);
    if (lack) throw new Failure("machine", lack.message, lack.fix);
    const compiler = compilerHere();
    const python = await pythonHere(kit.signal);
    if (platform === "cuda") kit.say(`  ${await cardHere(kit.signal)}`);
    const unpacked = join(folder, "unpacked");
    await mkdir(folder, { recursive: true });
    // The wheel for CPUs has the header.
    for (const name of new Set<Platform>([platform, "cpu"])) {
      const { version, wheels, platforms } = pjrtWheels[name];
      kit.say(`  ${wheels[0].name} ${version}${wheels.length > 1 ? " and NVIDIA's libraries" : ""} with pip`);
      const fetched = join(folder, `wheels-${name}`);
      const files = await fetchWheels(python, wheels, platforms, fetched, kit.signal);
      await unpackWheels(python, files, ["xla_plugins/", "jax_plugins/", "nvidia/"], unpacked, kit.signal);
      await rm(fetched, { recursive: true });
    }
    const { version } = pjrtWheels[platform];
    const include = [join(unpacked, "xla_plugins", "xla_cpu_pjrt", "include")];
    const how = { compiler, sources, folder, file: addons.xla.file, version, flagsOf: () => ["-O2"], include, link: ["-ldl"] };
    await compileAddon(how, kit).catch(error => {
      throw error instanceof Failure && error.fault === "machine" ? new Unsuited(error.message, error.fix) : error;
    });
    const { plugin, beside } = contents[platform];
    // Its own search path leads to NVIDIA's libraries from where it lies in its wheel.
    const place = platform === "cpu" ? plugin.split("/").at(-1)! : plugin;
    for (const name of beside) await rename(join(unpacked, name), join(folder, name));
    await mkdir(join(folder, place, ".."), { recursive: true });
    await rename(join(unpacked, plugin), join(folder, place));
    await writeFile(pluginRecordOf(folder), `${JSON.stringify({ platform, file: place, version }, null, 2)}\n`);
    await rm(unpacked, { recursive: true });
  },
});
