import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../common/cache.ts";
import { packageRoot } from "../../common/package_root.ts";

export interface Located {
  /** The package's folder and the file to import, absolute. */
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
}

/** Where an optional package may lie: in the project's own node_modules, else where `exp setup` put it. */
const placesOf = (name: string): string[] => [packageRoot, cacheFolder(name)];

function findPackage(name: string, setup: string): { folder: string; entry: string; version: string } | null {
  for (const place of placesOf(setup)) {
    try {
      const require = createRequire(join(place, "package.json"));
      const manifest = require.resolve(`${name}/package.json`);
      const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
      return { folder: dirname(manifest), entry: require.resolve(name), version };
    } catch {
      // Not here: the next place.
    }
  }
  return null;
}

/** What `exp setup` leaves beside the packages: how it got them, and what its self-test saw. */
export interface SetUpRecord {
  way: string;
  library: string;
  device: string;
  isGpu: boolean;
}
const recordFile = "setup.json";
export const recordOf = (folder: string): string => join(folder, recordFile);

/** The record of an engine, where the package at hand is the one that was set up. */
function readRecord(engine: string, folder: string): SetUpRecord | null {
  const place = cacheFolder(engine);
  if (!folder.startsWith(place)) return null;
  try {
    return JSON.parse(readFileSync(recordOf(place), "utf8")) as SetUpRecord;
  } catch {
    // Put there by hand.
    return null;
  }
}

/** Beside tfjs-node's own addon, where exp compiled it: loaded first, it keeps TensorFlow from logging. */
export const quietAddon = "quiet.node";
export const addonFolder = (packageFolder: string): string => join(packageFolder, "lib", "napi-v8");

/** tfjs-node-gpu or tfjs-node with a compiled binding. Looks at files only; loads nothing. */
export function locateTensorflow(): Located | Missing {
  const fix = "run `exp setup tensorflow`";
  let unbuilt: string | null = null;
  for (const name of ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"]) {
    const found = findPackage(name, "tensorflow");
    if (!found) continue;
    if (existsSync(join(addonFolder(found.folder), "tfjs_binding.node")))
      return { ...found, gpu: name.endsWith("-gpu"), device: readRecord("tensorflow", found.folder)?.device };
    unbuilt ??= name;
  }
  return { missing: unbuilt ? `${unbuilt} is installed without its native binding` : "@tensorflow/tfjs-node is not installed", fix };
}

/** The npm package `webgpu` (Dawn) with tfjs's backend for it. */
export function locateWebgpu(): (Located & { backend: string }) | Missing {
  const dawn = findPackage("webgpu", "webgpu");
  const backend = findPackage("@tensorflow/tfjs-backend-webgpu", "webgpu");
  if (!dawn || !backend) {
    return {
      missing: `${dawn ? "@tensorflow/tfjs-backend-webgpu" : "the package webgpu"} is not installed`,
      fix: "run `exp setup webgpu`",
    };
  }
  const record = readRecord("webgpu", dawn.folder);
  return { ...dawn, backend: backend.entry, gpu: record?.isGpu ?? true, device: record?.device };
}
