import { readRegularSync } from "./read_regular.ts";

/** What a file of ours holds; null if it is not there, is no file, or is not JSON. The type is taken on trust. */
export function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readRegularSync(file).toString("utf8")) as T;
  } catch {
    return null;
  }
}
