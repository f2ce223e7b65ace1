import { basename, dirname } from "node:path/posix";
import { formatWhole, plural } from "../../../common/units.ts";
import type { Listing } from "../../../data/files.ts";
import { endingText, namedAtMost, some } from "../../../data/listing_notes.ts";

/** Folders beside those of classes that give no class, because no file in them is an image: a warning each. */
export function emptyFolders({ images, leftOut, folders, notData }: Listing): string[] {
  const above = (paths: Iterable<string>): Set<string> => {
    const all = new Set<string>();
    for (const path of paths) for (let at = path; at !== "." && !all.has(at); at = dirname(at)) all.add(at);
    return all;
  };
  const ofImages = new Set(images.map(({ relative }) => dirname(relative)));
  // A `runs` of run folders alone is no class.
  const withImages = above([...ofImages, ...notData]);
  const parents = new Set([...ofImages].filter(folder => folder !== ".").map(dirname));
  const empty = folders.filter(folder => !withImages.has(folder) && parents.has(dirname(folder)));
  const files = [...leftOut.values()].flat();
  const holds = (folder: string): string => {
    const inside = files.filter(({ relative }) => relative.startsWith(`${folder}/`));
    const endings = [...new Set(inside.map(({ path }) => endingText(/\.([^./]+)$/.exec(basename(path))?.[1]?.toLowerCase() ?? "")))];
    return inside.length === 0 ? "is empty" : `holds no images, but ${plural(inside.length, "file")} (${some(endings)})`;
  };
  return empty.length > namedAtMost
    ? [`${formatWhole(empty.length)} folders beside those of classes hold no images, and give no class: ${some(empty)}`]
    : empty.map(folder => `the folder ${folder} ${holds(folder)}, and gives no class`);
}
