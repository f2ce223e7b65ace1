import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { isNotData } from "./not_data.ts";
import { isPartName, partOf } from "./split_folders.ts";

/** How deep folders are looked for by name. */
const deepest = 3;
/** Folders looked at: a name that is not there should not cost a look at all of a hundred thousand. */
const mostFolders = 2000;

/** The folder nearest to the top of a data folder that is `wanted` by its name or path; null where none is. Follows no links. */
function nearestFolder(folder: string, wanted: (path: string, name: string) => boolean): string | null {
  let level = [""];
  let looked = 0;
  for (let depth = 0; depth < deepest; depth++) {
    const below: string[] = [];
    for (const path of level) {
      if (looked++ > mostFolders) return null;
      const entries = entriesOf(join(folder, path));
      if (depth > 0 && isNotData("", entries)) continue;
      for (const { name } of entries.filter(entry => entry.isDirectory() && !entry.name.startsWith(".")).sort(byName))
        below.push(path === "" ? name : `${path}/${name}`);
    }
    const found = below.find(path => wanted(path, path.slice(path.lastIndexOf("/") + 1)));
    if (found !== undefined) return join(folder, found);
    level = below;
  }
  return null;
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The part of a data folder that `evaluate on` names: by its path there, or by a word for it, as `test` of `Test` and `images_test`. Null where there is none. */
export const partFolder = (folder: string, said: string): string | null =>
  nearestFolder(folder, path => path === said) ??
  (isPartName(said)
    ? (nearestFolder(folder, (_, name) => isPartName(name) && partOf(name)?.part === partOf(said)!.part) ??
      nearestFolder(folder, (_, name) => partOf(name)?.part === partOf(said)!.part))
    : null);

/** Whether folders of a name lie in folders of the data: cats/train. */
export const hasFolderWithin = (folder: string, name: string): boolean => nearestFolder(folder, (_, own) => own === name) !== null;
