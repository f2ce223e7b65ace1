import { relative } from "node:path";
import { visible } from "../../language/words.ts";

/** As `shortPath`, for the terminal: control characters visible. */
export const shownPath = (path: string): string => visible(shortPath(path));

/** A path as a person would type it here: from the current folder where it lies below, else absolute. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === "" ? "." : near.startsWith("..") ? path : near;
}
