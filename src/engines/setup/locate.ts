import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { cacheFolder } from "../../common/cache.ts";
import { packageRoot } from "../../common/package_root.ts";
import { readJson } from "../../common/read_json.ts";
import { type Plugin, readPlugin } from "../xla/plugins.ts";
import { type AddonName, addons, readBuilt, sourcesHash } from "./native.ts";
import { cutShortIn, damageOf, isCutElf, type NativeFiles } from "./native_files.ts";
import { type Computer, lackForOnednn, lackForXla, thisComputer } from "./suits.ts";

export interface Located {
  /** The folder that `exp setup` filled, or exp's own; then the package's folder and the file to import. All absolute. */
  place: string;
  folder: string;
  entry: string;
  version: string;
  gpu: boolean;
  /** What the self-test of `exp setup` found it to run on. */
  device?: string;
}
export interface Missing {
  missing: string;
  fix: string;
  /** Whether it was set up, and what was set up is not as it was. */
  damaged?: true;
}

/**
 * Where an engine's packages may lie: where `exp setup` put them, else in the node_modules that exp itself lies in. What was set up goes
 * first: it was tested, and set up because the other did not run, or not as wanted.
 */
const placesOf = (engine: string): string[] => [cacheFolder(engine), packageRoot];

type Package = Pick<Located, "folder" | "entry" | "version">;

function findPackage(name: string, place: string): Package | null {
  try {
    const require = createRequire(join(place, "package.json"));
    const manifest = require.resolve(`${name}/package.json`);
    // Node looks in the folders above as well; only exp itself may lie in another's node_modules.
    if (place !== packageRoot && !manifest.startsWith(realpathSync(place) + sep)) return null;
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    return { folder: dirname(manifest), entry: require.resolve(name), version };
  } catch {
    return null;
  }
}

/** What `exp setup` leaves beside the packages: how it got them, and what its self-test saw. */
export interface SetUpRecord {
  way: string;
  library: string;
  device: string;
  isGpu: boolean;
  /** What is loaded of it; an exp before this field wrote none. */
  files?: NativeFiles;
}
const recordFile = "setup.json";
export const recordOf = (place: string): string => join(place, recordFile);

/** The record of what was set up in a place; null where it was put there by hand. */
export const readRecord = (place: string): SetUpRecord | null => readJson(recordOf(place));

/**
 * Whether what was set up in a place is as `exp setup` left it: to load an addon or a library that was cut or changed ends the process without a
 * word. Null where it is, or was put there by hand.
 */
function damagedIn(engine: string, place: string): Missing | null {
  if (!existsSync(recordOf(place))) return null;
  const record = readRecord(place);
  const damage = record ? (record.files ? damageOf(place, record.files) : cutShortIn(place)) : `its ${recordFile} is damaged`;
  return damage === null ? null : { missing: damage, fix: `run \`exp setup ${engine}\``, damaged: true };
}

/** Beside tfjs-node's own addon, where exp compiled it: loaded first, it keeps TensorFlow from logging. */
export const quietAddon = "quiet.node";
export const addonFolder = (packageFolder: string): string => join(packageFolder, "lib", "napi-v8");

/** tfjs-node-gpu or tfjs-node with a compiled binding, in the first place that has one. Looks at files only; loads nothing. */
export function locateTensorflow(places: readonly string[] = placesOf("tensorflow")): Located | Missing {
  let unbuilt: string | null = null;
  for (const place of places) {
    for (const name of ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"]) {
      const found = findPackage(name, place);
      if (found && existsSync(join(addonFolder(found.folder), "tfjs_binding.node"))) {
        const record = readRecord(place);
        const damaged = damagedIn("tensorflow", place);
        if (damaged) return damaged;
        return { place, ...found, gpu: record?.isGpu ?? name.endsWith("-gpu"), device: record?.device };
      }
      if (found) unbuilt ??= name;
    }
  }
  return {
    missing: unbuilt ? `${unbuilt} is installed without its native binding` : "@tensorflow/tfjs-node is not installed",
    fix: "run `exp setup tensorflow`",
  };
}

/** The npm package `webgpu` (Dawn) with tfjs's backend for it, in the first place that has both. */
export function locateWebgpu(places: readonly string[] = placesOf("webgpu")): (Located & { backend: string }) | Missing {
  let lacking = "the package webgpu";
  for (const place of places) {
    const dawn = findPackage("webgpu", place);
    const backend = findPackage("@tensorflow/tfjs-backend-webgpu", place);
    if (dawn && backend) {
      const record = readRecord(place);
      const damaged = damagedIn("webgpu", place);
      if (damaged) return damaged;
      return { place, ...dawn, backend: backend.entry, gpu: record?.isGpu ?? true, device: record?.device };
    }
    if (dawn) lacking = "@tensorflow/tfjs-backend-webgpu";
  }
  return { missing: `${lacking} is not installed`, fix: "run `exp setup webgpu`" };
}

interface Where {
  computer?: Computer;
  sources?: string;
}

/**
 * exp's addon for oneDNN, where `exp setup` compiled it. One that was compiled from the sources of another version of exp does not count;
 * one that was put there by hand does, whatever it is.
 */
export function locateOnednn(place: string = cacheFolder("onednn"), { computer = thisComputer(), sources }: Where = {}): Located | Missing {
  const lack = lackForOnednn(computer);
  return lack ? { missing: lack.message, fix: lack.fix } : locateAddon("onednn", place, sources);
}

/** exp's addon for PJRT, and the plugin that lies beside it. */
export function locateXla(
  place: string = cacheFolder("xla"),
  { computer = thisComputer(), sources }: Where = {},
): (Located & { plugin: Plugin }) | Missing {
  const lack = lackForXla(computer);
  if (lack) return { missing: lack.message, fix: lack.fix };
  const found = locateAddon("xla", place, sources);
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

function locateAddon(engine: AddonName, place: string, sources: string = addons[engine].sources): Located | Missing {
  const entry = join(place, addons[engine].file);
  const fix = `run \`exp setup ${engine}\``;
  if (!existsSync(entry)) return { missing: "its addon is not compiled", fix };
  const built = readBuilt(place);
  if (built && built.sources !== sourcesHash(sources)) return { missing: "its addon was compiled for another version of exp", fix };
  const damaged = damagedIn(engine, place);
  if (damaged) return damaged;
  return { place, folder: place, entry, version: built?.library ?? "unknown", gpu: false, device: readRecord(place)?.device };
}
