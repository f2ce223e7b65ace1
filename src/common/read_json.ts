import { readFileSync } from "node:fs";

/** What a file of ours holds; null where it is not there, or is not JSON. The type is taken on trust. */
export function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return null;
  }
}
