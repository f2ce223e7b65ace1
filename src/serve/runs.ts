import { existsSync, realpathSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, sep } from "node:path";

/** By the ends of names. */
const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".png": "image/png", ".webp": "image/webp" };

export interface ServedFile {
  file: string;
  type: string;
}

/** What of a run folder can be looked at, by its path there; null if there is none, as for a pipe, or for a link out of the folder. */
export async function fileOfRun(folder: string, names: readonly string[]): Promise<ServedFile | null> {
  const type = types[extname(names.at(-1) ?? "")];
  if (type === undefined) return null;
  const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, ...names))]).catch(() => ["", null] as const);
  if (!file?.startsWith(root + sep)) return null;
  return (await stat(file).catch(() => null))?.isFile() ? { file, type } : null;
}

/** The run folders of one experiment: those that this editor made, and those beside the file. Nothing else is found. */
export class RunFolders {
  readonly #file: string;
  readonly #folders = new Map<string, string>();

  constructor(file: string) {
    this.#file = file;
  }

  /** The address of a file of a run, below the page: `runs/pets-1/report.html`. */
  addressOf(folder: string, file: string): string {
    const names = file.slice(folder.length + 1).split(sep);
    return ["runs", basename(folder), ...names].map(encodeURIComponent).join("/");
  }

  add(folder: string): void {
    this.#folders.set(basename(folder), folder);
  }

  /** The file that an address names; null if there is none, or a link leads out of the folder. */
  async find([name = "", ...names]: readonly string[]): Promise<ServedFile | null> {
    const folder = this.#folders.get(name) ?? this.#beside(name);
    return folder === null ? null : fileOfRun(folder, names);
  }

  /** A folder of the name that runs of this file have, which holds its source; not a link in its place. */
  #beside(name: string): string | null {
    const experiment = basename(this.#file, ".exp");
    const folder = join(dirname(this.#file), "runs", name);
    const isOwn = name.startsWith(`${experiment}-`) && /-\d+$/.test(name) && existsSync(join(folder, `${experiment}.exp`));
    return isOwn && realpathSync(folder) === join(realpathSync(dirname(this.#file)), "runs", name) ? folder : null;
  }
}
