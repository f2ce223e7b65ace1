import { existsSync } from "node:fs";
import { join } from "node:path";
import { damagedIn, findPackage, type Located, type Missing, placesOf, readRecord } from "../setup/locate.ts";

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
