import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** How `exp` is started here: a program, and the words before its own. */
export type Exp = readonly [program: string, ...words: string[]];

const script = join("exp-lang", "dist", "cli", "main.js");

/** In a folder of commands, as each system has them. */
const inFolder: Record<"windows" | "others", (folder: string) => (Exp | null)[]> = {
  // A `.cmd` of npm needs a shell, which would read what file names say, and would end alone when a run is stopped: its script does not.
  windows: folder => [
    ...[join(folder, "node_modules", script), join(folder, "..", script)].map(scriptAt),
    existsSync(join(folder, "exp.exe")) ? [join(folder, "exp.exe")] : null,
  ],
  others: folder => [existsSync(join(folder, "exp")) ? [join(folder, "exp")] : null],
};

const scriptAt = (path: string): Exp | null => (existsSync(path) ? ["node", path] : null);

/** The `exp` that the setting names; else that of the `node_modules` nearest to the folder; else that of PATH. Null where there is none. */
export function findExp(
  setting: string,
  folder: string | null,
  { PATH = "" }: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Exp | null {
  if (setting !== "") return /\.[cm]?js$/.test(setting) ? scriptAt(setting) : existsSync(setting) ? [setting] : null;
  const look = inFolder[platform === "win32" ? "windows" : "others"];
  // An empty entry of PATH would be whatever folder this process is in.
  const folders = [...upwards(folder).map(above => join(above, "node_modules", ".bin")), ...PATH.split(delimiter).filter(Boolean)];
  return folders.flatMap(look).find(found => found !== null) ?? null;
}

/** A folder and all above it. */
function upwards(folder: string | null): string[] {
  if (folder === null) return [];
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
