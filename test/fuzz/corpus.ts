import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/common/package_root.ts";

/** Inputs of a target that reached something new, and those that once broke it: a list of texts in base64. */
export const corpusFile = (name: string): string => join("test", "fuzz", "corpus", `${name}.json`);

export function corpusOf(name: string): Buffer[] {
  const file = join(packageRoot, corpusFile(name));
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as string[]).map(text => Buffer.from(text, "base64")) : [];
}
