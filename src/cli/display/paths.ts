import { relative } from "node:path";

/** A path as a person would type it here: from the current folder where it lies below, else absolute. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === "" ? "." : near.startsWith("..") ? path : near;
}
