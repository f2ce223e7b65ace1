import { createHash } from "node:crypto";
import { access, readdir, realpath } from "node:fs/promises";
import { basename, join, relative } from "node:path";

export interface FoundRun {
  /** Names it in addresses. */
  id: string;
  /** Absolute. */
  folder: string;
  /** As a person finds it from the folder that is looked at. */
  place: string;
}

/** The run folders in and below a folder: of its own, of its `runs`, and of the `runs` of the folders in it. Each keeps its id. */
export class Runs {
  readonly root: string;
  readonly #ids = new Map<string, string>();
  readonly #folders = new Map<string, FoundRun>();

  constructor(root: string) {
    this.root = root;
  }

  async look(): Promise<FoundRun[]> {
    const inside = await foldersOf(this.root);
    const places = [this.root, join(this.root, "runs"), ...inside.map(folder => join(folder, "runs"))];
    const candidates = [...new Set((await Promise.all(places.map(foldersOf))).flat())];
    const are = await Promise.all(candidates.map(isRun));
    const runs: FoundRun[] = [];
    // One after the other: of two of a name, the first has it.
    for (const [i, folder] of candidates.entries()) if (are[i]) runs.push(await this.#known(folder));
    return runs;
  }

  /** Undefined where no look has found it. */
  at(id: string): FoundRun | undefined {
    return this.#folders.get(id);
  }

  async #known(folder: string): Promise<FoundRun> {
    const real = await realpath(folder);
    const name = basename(folder);
    let id = this.#ids.get(real);
    if (id === undefined) {
      // Another folder may have a run of the same name.
      id = this.#folders.has(name) ? `${name}~${createHash("sha256").update(real).digest("hex").slice(0, 8)}` : name;
      this.#ids.set(real, id);
      this.#folders.set(id, { id, folder, place: relative(this.root, folder) || name });
    }
    return this.#folders.get(id)!;
  }
}

/** Whether a run has begun there. */
export const isRun = (folder: string): Promise<boolean> =>
  Promise.all(["plan.json", "environment.json"].map(name => access(join(folder, name)))).then(
    () => true,
    () => false,
  );

/** Of what cannot be looked into there are none. */
async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(entry => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name)).map(({ name }) => join(folder, name));
}
