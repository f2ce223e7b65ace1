import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package_root.ts";
import { readJson } from "../../common/read_json.ts";

const engines = join(packageRoot, "src", "engines");
/** Headers that the addons share. */
const shared = join(engines, "native");

/** An addon of exp's own: its C++ sources, which come with exp, and what they are compiled to. */
export interface Addon {
  /** The engine that it is for, which is the name of its folder too. */
  engine: string;
  sources: string;
  file: string;
}
export const addonOf = (engine: string): Addon => ({ engine, sources: join(engines, engine, "native"), file: `exp_${engine}.node` });

/** What lies beside an addon: the version of the library that it was compiled for, and the hash of its sources. */
export interface Built {
  library: string;
  sources: string;
}
const builtFile = "built.json";
export const builtOf = (place: string): string => join(place, builtFile);

/** Null if the addon was put there by hand. */
export const readBuilt = (place: string): Built | null => readJson(builtOf(place));

/** SHA-256 of the names and contents of an addon's own sources, and of the headers that all share. */
export function sourcesHash(folder: string): string {
  const hash = createHash("sha256");
  for (const place of [folder, shared])
    for (const name of readdirSync(place).sort())
      hash
        .update(`${name}\0`)
        .update(readFileSync(join(place, name)))
        .update("\0");
  return hash.digest("hex");
}
