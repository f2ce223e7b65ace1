import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../common/cache.ts";
import { Failure } from "../../common/failure.ts";
import { compileAddon } from "../setup/compile_addon.ts";
import { compilerHere } from "../setup/compiler.ts";
import { builtOf, readBuilt, sourcesHash } from "../setup/native.ts";
import { fetchWheels, pythonHere, unpackWheels } from "../setup/pip.ts";
import { type Kit, Unsuited } from "../setup/way.ts";
import { addon } from "./locate.ts";
import { pjrtWheels } from "./pinned.ts";

/** Platforms whose plugins come as wheels. The one for CPUs has the header of the API. */
export type Fetched = keyof typeof pjrtWheels;

/** The wheels of a platform, into `folder/unpacked`, which it gives. */
export async function unpackPlugin(platform: Fetched, python: string, folder: string, kit: Kit): Promise<string> {
  const { version, wheels, platforms } = pjrtWheels[platform];
  kit.say(`  ${wheels[0].name} ${version}${wheels.length > 1 ? " and NVIDIA's libraries" : ""} with pip`);
  const fetched = join(folder, `wheels-${platform}`);
  const unpacked = join(folder, "unpacked");
  const files = await fetchWheels(python, wheels, platforms, fetched, kit.signal);
  await unpackWheels(python, files, ["xla_plugins/", "jax_plugins/", "nvidia/"], unpacked, kit.signal);
  await rm(fetched, { recursive: true });
  return unpacked;
}

/** exp's addon into `folder`, compiled against the header that was unpacked. Throws `Unsuited` if the compiler does not make it. */
export async function compileXlaAddon(
  folder: string,
  { compiler, sources, version, unpacked }: { compiler: string; sources: string; version: string; unpacked: string },
  kit: Kit,
): Promise<void> {
  const include = [join(unpacked, "xla_plugins", "xla_cpu_pjrt", "include")];
  const how = { compiler, sources, folder, file: addon.file, version, flagsOf: () => ["-O2"], include, link: ["-ldl"] };
  await compileAddon(how, kit).catch(error => {
    throw error instanceof Failure && error.fault === "machine" ? new Unsuited(error.message, error.fix) : error;
  });
}

/** exp's addon alone, into `folder`: a copy of the one that is set up, where it is of these sources; else compiled, for which the header is fetched. */
export async function xlaAddon(folder: string, sources: string, kit: Kit): Promise<void> {
  await mkdir(folder, { recursive: true });
  const there = cacheFolder(addon.engine);
  if (readBuilt(there)?.sources === sourcesHash(sources)) {
    kit.say("  the addon is there already");
    await copyFile(join(there, addon.file), join(folder, addon.file));
    await copyFile(builtOf(there), builtOf(folder));
    return;
  }
  const compiler = compilerHere();
  const python = await pythonHere(kit.signal);
  const unpacked = await unpackPlugin("cpu", python, folder, kit);
  await compileXlaAddon(folder, { compiler, sources, version: pjrtWheels.cpu.version, unpacked }, kit);
  await rm(unpacked, { recursive: true });
}
