import { realpath } from "node:fs/promises";
import { basename, extname, join, sep } from "node:path";

/** What of a run folder can be looked at, by the ends of names. */
const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".png": "image/png" };

export interface Found {
  file: string;
  type: string;
}

/** The run folders that this editor made, and nothing beside them. */
export class RunFolders {
  private readonly folders = new Map<string, string>();

  /** The address of a file of a run, below the page: `runs/pets-1/report.html`. */
  addressOf(folder: string, file: string): string {
    const names = file.slice(folder.length + 1).split(sep);
    return ["runs", basename(folder), ...names].map(encodeURIComponent).join("/");
  }

  add(folder: string): void {
    this.folders.set(basename(folder), folder);
  }

  /** The file that an address names; null where there is none, or a link leads out of the folder. */
  async find([name, ...names]: readonly string[]): Promise<Found | null> {
    const folder = this.folders.get(name);
    const type = types[extname(names.at(-1) ?? "")];
    if (folder === undefined || type === undefined) return null;
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, ...names))]).catch(() => ["", null] as const);
    return file?.startsWith(root + sep) ? { file, type } : null;
  }
}
