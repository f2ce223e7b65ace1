import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package_root.ts";
import { readJson } from "../../common/read_json.ts";

/** The addon's C++ sources, which come with exp. */
export const nativeSources = join(packageRoot, "src", "engines", "onednn", "native");
/** What they are compiled to. */
export const addonFile = "exp_onednn.node";

/** What lies beside the addon: the version of the oneDNN that it was compiled for, and the hash of its sources. */
export interface Built {
  onednn: string;
  sources: string;
}
const builtFile = "built.json";
export const builtOf = (place: string): string => join(place, builtFile);

/** Null where the addon was put there by hand. */
export const readBuilt = (place: string): Built | null => readJson(builtOf(place));

/** SHA-256 of the names and contents of all sources. */
export function sourcesHash(folder = nativeSources): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort())
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update("\0");
  return hash.digest("hex");
}
