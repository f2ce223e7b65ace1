import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path/posix";
import { Failure } from "../common/failure.ts";
import { type ImageFile, isImage } from "./files.ts";
import { some } from "./listing_notes.ts";
import { isNotData } from "./not_data.ts";
import { depthOf, findParts, foldersOfImages, isPartName, type Part, partOf } from "./split_folders.ts";

/** Folders that a check looks at: a name that does not exist should not cost a look at a hundred thousand. */
const mostFolders = 2000;

/**
 * Whether some folder in a data folder, or itself, holds subfolders that are `wanted`. Looks at the folders that `listFolder` reads, links followed. True also where
 * there are more than `most`: the plan, which reads all of them, then reports what is missing.
 */
function mayHold(folder: string, wanted: (names: readonly string[]) => boolean, most = mostFolders): boolean {
  const seen = new Set<string>();
  for (let level = [folder]; level.length > 0; ) {
    const below: string[] = [];
    for (const at of level) {
      const real = realOf(at);
      if (seen.has(real)) continue;
      if (seen.size >= most) return true;
      seen.add(real);
      const entries = entriesOf(at);
      if (at !== folder && isNotData(basename(at), entries)) continue;
      const names = entries.filter(entry => !entry.name.startsWith(".") && isFolder(entry, at)).map(({ name }) => name);
      if (wanted(names)) return true;
      for (const name of names) below.push(join(at, name));
    }
    level = below;
  }
  return false;
}

function isFolder(entry: Dirent, folder: string): boolean {
  if (entry.isDirectory()) return true;
  // Of a folder of linked images, each would cost a look.
  return (
    entry.isSymbolicLink() &&
    !isImage(entry.name) &&
    (statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Of names beside each other, those that name a part and say nothing else: `Test`, `images_test`. */
const plainly = (names: readonly string[], part: Part): string[] => names.filter(name => isPartName(name) && partOf(name)?.part === part);

/** Those that another name beside them makes a part: `seg_test` beside `seg_train`, but not `covid_test` beside `mask`. */
const besideAnother = (names: readonly string[], part: Part): string[] =>
  names.filter(name => {
    const own = partOf(name);
    return own?.part === part && names.map(partOf).some(other => other !== null && other.part !== part && other.rest === own.rest);
  });

/** Whether a data folder may hold the part that `evaluate on` names, by a word for it. */
export function mayHoldPart(folder: string, said: string, most = mostFolders): boolean {
  if (!isPartName(said)) return false;
  const { part } = partOf(said)!;
  return mayHold(folder, names => plainly(names, part).length > 0 || besideAnother(names, part).length > 0, most);
}

/** Whether folders of a name may lie in folders of the data: cats/train. */
export const mayHoldFolder = (folder: string, name: string): boolean => mayHold(folder, names => names.includes(name));

/**
 * The folders, from the data folder with `/`, of the part that `evaluate on` names: by its path, or by a word for it. Several where each class has its own parts.
 * None where no image is in such a folder. Throws a `Failure` of fault `data` where the word may mean folders of different sets.
 */
export function partFolders(images: readonly ImageFile[], said: string): string[] {
  const children = foldersOfImages(images);
  const paths = [...children].flatMap(([parent, names]) => [...names].map(name => join(parent, name)));
  if (paths.includes(said)) return [said];
  if (!isPartName(said)) return [];
  const { part } = partOf(said)!;
  const { parts } = findParts(images);
  const divided = parts ? [parts.train, parts.valid, ...parts.test].filter(folder => partOf(basename(folder))?.part === part) : [];
  if (divided.length > 0)
    return paths.filter(path => divided.some(folder => path === folder || (parts!.within && path.endsWith(`/${folder}`)))).sort();
  for (const named of [plainly, besideAnother]) {
    const found = [...children].flatMap(([parent, names]) => named([...names], part).map(name => join(parent, name)));
    const least = found.reduce((least, path) => Math.min(least, depthOf(path)), Infinity);
    const nearest = found.filter(path => depthOf(path) === least).sort();
    if (new Set(nearest.map(path => partOf(basename(path))!.rest)).size > 1)
      throw new Failure("data", `\`evaluate on ${said}\` may mean ${some(nearest)}`, `name one: evaluate on "${nearest[0]}"`);
    if (nearest.length > 0) return nearest;
  }
  return [];
}

/** Whether a file, from the data folder with `/`, is in one of some folders. */
export function isInAny(relative: string, folders: ReadonlySet<string>): boolean {
  for (let at = dirname(relative); at !== "."; at = dirname(at)) if (folders.has(at)) return true;
  return false;
}
