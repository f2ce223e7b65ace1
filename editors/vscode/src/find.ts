import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** How `exp` is started here. */
export interface Exp {
  command: readonly [program: string, ...words: string[]];
  /** Whether it takes a shell, as the `.cmd` files of npm do. */
  shell: boolean;
}

const isWindows = process.platform === "win32";
const named = (path: string): Exp => ({ command: [path], shell: isWindows && /\.(cmd|bat)$/i.test(path) });

/** The `exp` that the setting names; else that of the `node_modules` nearest to the folder; else that of PATH. Null where there is none. */
export function findExp(setting: string, folder: string | null, { PATH = "" }: NodeJS.ProcessEnv = process.env): Exp | null {
  if (setting !== "") return existsSync(setting) ? named(setting) : null;
  const names = isWindows ? ["exp.cmd", "exp.exe"] : ["exp"];
  const folders = [...upwards(folder).map(above => join(above, "node_modules", ".bin")), ...PATH.split(delimiter)];
  const found = folders.flatMap(bin => names.map(name => join(bin, name))).find(existsSync);
  return found ? named(found) : null;
}

/** A folder and all above it. */
function upwards(folder: string | null): string[] {
  if (folder === null) return [];
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
