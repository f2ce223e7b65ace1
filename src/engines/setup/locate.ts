import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { cacheFolder } from "../../common/cache.ts";
import { Failure } from "../../common/failure.ts";
import { packageRoot } from "../../common/package_root.ts";
import { readJson } from "../../common/read_json.ts";
import type { Probe } from "../engine.ts";
import { type Addon, readBuilt, sourcesHash } from "./native.ts";
import { cutShortIn, damageOf, type NativeFiles } from "./native_files.ts";

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

/** What a probe says of what was found; where no self-test told the device, it is `device`. */
export const probeOf = (found: Located | Missing, device = (gpu: boolean): string => (gpu ? "GPU" : "CPU")): Probe =>
  "missing" in found
    ? { available: false, reason: found.missing, fix: found.fix, damaged: found.damaged }
    : { available: true, version: found.version, device: found.device ?? device(found.gpu), isGpu: found.gpu };

/** What was found. Throws a `Failure` of fault `machine` if it is missing. */
export function demand<T extends Located>(found: T | Missing): T {
  if ("missing" in found) throw new Failure("machine", found.missing, found.fix);
  return found;
}

/**
 * Where an engine's packages may lie: where `exp setup` put them, else in the node_modules that exp itself lies in. What was set up goes
 * first: it was tested, and set up because the other did not run, or not as wanted.
 */
export const placesOf = (engine: string): string[] => [cacheFolder(engine), packageRoot];

export type Package = Pick<Located, "folder" | "entry" | "version">;

export function findPackage(name: string, place: string): Package | null {
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

/** The record of what was set up in a place; null if it was put there by hand. */
export const readRecord = (place: string): SetUpRecord | null => readJson(recordOf(place));

/**
 * Whether what was set up in a place is as `exp setup` left it: to load an addon or a library that was cut or changed ends the process without a
 * word. Null if it is, or was put there by hand.
 */
export function damagedIn(engine: string, place: string): Missing | null {
  if (!existsSync(recordOf(place))) return null;
  const record = readRecord(place);
  const damage = record ? (record.files ? damageOf(place, record.files) : cutShortIn(place)) : `its ${recordFile} is damaged`;
  return damage === null ? null : { missing: damage, fix: `run \`exp setup ${engine}\``, damaged: true };
}

/** An addon of exp's own in a place. One that was compiled from the sources of another version of exp does not count. Looks at files only. */
export function locateAddon({ engine, file, sources }: Addon, place: string): Located | Missing {
  const entry = join(place, file);
  const fix = `run \`exp setup ${engine}\``;
  if (!existsSync(entry)) return { missing: "its addon is not compiled", fix };
  const built = readBuilt(place);
  if (built && built.sources !== sourcesHash(sources)) return { missing: "its addon was compiled for another version of exp", fix };
  const damaged = damagedIn(engine, place);
  if (damaged) return damaged;
  return { place, folder: place, entry, version: built?.library ?? "unknown", gpu: false, device: readRecord(place)?.device };
}
