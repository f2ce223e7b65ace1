import { relative } from "node:path";
import { visible } from "../common/words.ts";

/** As `shortPath`, for the terminal: control characters visible. */
export const shownPath = (path: string): string => visible(shortPath(path));

/** A path as a person would type it here: relative to the current folder where it is below, else absolute. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === "" ? "." : near.startsWith("..") ? path : near;
}

/** What no shell takes for more than itself. */
const plainArgument = /^[\w@%+=:,./][\w@%+=:,./~-]*$/;

/** A path as an argument of a command that a person copies: quoted where a shell would take it apart. */
export function argumentPath(path: string): string {
  const shown = shownPath(path);
  if (plainArgument.test(shown)) return shown;
  return process.platform === "win32" ? `"${shown}"` : `'${shown.replaceAll("'", "'\\''")}'`;
}
