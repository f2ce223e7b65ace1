import { basename, dirname } from "node:path/posix";
import type { ImageFile } from "./files.ts";

/** A part of a data set, as the names of folders have it. */
export type Part = "train" | "valid" | "test";

/** Words for each part, the usual first. */
const words: Record<Part, readonly string[]> = {
  train: ["train", "training", "trainval", "trn"],
  valid: ["valid", "val", "validation", "validate", "dev"],
  test: ["test", "testing", "tst"],
};

/** Words that say nothing about which part a folder is: `train_set`, `images_train`, `Test Data`. */
const neutral = new Set("set sets data dataset images image imgs img pics pictures photos folder dir split part files".split(" "));

/** Folders that hold the answers for other images, not images to learn from. */
const annotations = new Set(["masks", "mask", "labels", "label", "annotations", "groundtruth", "gt"]);

/** `valTest2017` -> `val`, `test`; `trainset` -> `train`, `set`. */
const tokensOf = (name: string): string[] =>
  name
    .replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .map(token => token.replace(/^(train(?:ing)?|val(?:id(?:ation)?)?|test(?:ing)?)(set|data|images?|imgs?)$/, "$1 $2"))
    .flatMap(token => token.split(" "))
    .filter(token => token !== "");

/** The part that a folder's name names, and what else the name says; null where it names none, or several. */
export function partOf(name: string): { part: Part; rest: string } | null {
  const tokens = tokensOf(name);
  const named = tokens.flatMap(token => partNames.filter(part => words[part].includes(token)));
  if (named.length !== 1) return null;
  const rest = tokens.filter(token => !words[named[0]].includes(token) && !neutral.has(token));
  return { part: named[0], rest: rest.join(" ") };
}
const partNames = Object.keys(words) as Part[];

/** Whether a name says nothing but which part it is: `Train`, `test_set`, but not `train_station`. */
export const isPartName = (name: string): boolean => partOf(name)?.rest === "";

/** Folders of a data set that divide it. Paths from its folder; bare names where each class has its own parts. */
export interface PartFolders {
  train: string;
  /** A folder for tests where there is none for validation. */
  valid: string;
  /** Held out. */
  test: string[];
  /** Whether the parts lie within the folders of classes, or of several sets: cats/train, dogs/train. */
  within: boolean;
}
export interface FoundParts {
  parts: PartFolders | null;
  /** Folders that are named like parts where it is not clear which divide the data. */
  unclear: string[];
}

/** The names of the folders in each folder that images are in or below; `.` is the data folder. */
export const foldersOfImages = (images: readonly ImageFile[]): Map<string, Set<string>> =>
  childrenOf([...new Set(images.map(({ relative }) => dirname(relative)))]);

/** Finds the folders that divide a data set by their names, nearest to its own folder. */
export function findParts(images: readonly ImageFile[]): FoundParts {
  const children = foldersOfImages(images);
  const usual = usualParts(children.get(".") ?? new Set());
  if (usual) return { parts: usual, unclear: [] };
  const parents = [...children].filter(([parent]) => !annotations.has(plain(basename(parent))));
  const looked = parents.map(([parent, names]) => ({ parent, depth: depthOf(parent), ...partsAmong([...names]) }));
  const named = looked.filter(({ parts, unclear }) => parts || unclear.length > 0);
  const least = named.reduce((least, { depth }) => Math.min(least, depth), Infinity);
  const nearest = named.filter(({ depth }) => depth === least);
  const paths = (parent: string, names: string[]): string[] => names.map(name => under(parent, name));
  const complete = nearest.flatMap(({ parent, parts }) => (parts ? [{ parent, ...parts }] : []));
  const unclear = nearest.flatMap(({ parent, unclear }) => paths(parent, unclear));
  if (complete.length === 0 || unclear.length > 0) {
    const parts = complete.flatMap(({ parent, train, valid }) => paths(parent, [train, valid]));
    return { parts: null, unclear: [...parts, ...unclear] };
  }
  const [{ parent, train, valid, test }] = complete;
  if (complete.length === 1) {
    const [trainPath, validPath, ...testPaths] = paths(parent, [train, valid, ...test]);
    return { parts: { train: trainPath, valid: validPath, test: testPaths, within: false }, unclear: [] };
  }
  if (complete.every(other => other.train === train && other.valid === valid))
    return { parts: { train, valid, test: [...new Set(complete.flatMap(({ test }) => test))], within: true }, unclear: [] };
  return { parts: null, unclear: complete.flatMap(({ parent, train, valid }) => paths(parent, [train, valid])) };
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, "");
/** Names in a path from the data folder; 0 of the folder itself. */
export const depthOf = (path: string): number => (path === "." ? 0 : path.split("/").length);
const under = (parent: string, name: string): string => (parent === "." ? name : `${parent}/${name}`);

/** The names of the folders in each folder. */
function childrenOf(folders: readonly string[]): Map<string, Set<string>> {
  const children = new Map<string, Set<string>>();
  for (const folder of folders)
    for (let at = folder; at !== "."; at = dirname(at)) {
      const names = children.get(dirname(at));
      if (names?.has(basename(at))) break;
      if (names) names.add(basename(at));
      else children.set(dirname(at), new Set([basename(at)]));
    }
  return children;
}

/** Names that data sets are published with: they divide whatever lies beside them. */
const published = { train: ["train", "training"], valid: ["valid", "val", "validation", "test"] };
export const isPublishedPart = (name: string): boolean => published.train.includes(name) || published.valid.includes(name);

function usualParts(tops: ReadonlySet<string>): PartFolders | null {
  const [train, valid] = [published.train, published.valid].map(names => names.find(name => tops.has(name)));
  if (train === undefined || valid === undefined) return null;
  return { train, valid, test: testsAmong([...tops], valid), within: false };
}

const testsAmong = (names: readonly string[], valid: string): string[] =>
  names.filter(name => name !== valid && isPartName(name) && partOf(name)!.part === "test").sort();

/** Folders beside each other whose names differ in the part alone: `seg_train` and `seg_test`, `train2017` and `val2017`. */
function partsAmong(names: readonly string[]): { parts: Omit<PartFolders, "within"> | null; unclear: string[] } {
  const groups = new Map<string, string[]>();
  for (const name of names.filter(name => partOf(name) !== null).sort()) {
    const { rest } = partOf(name)!;
    groups.set(rest, [...(groups.get(rest) ?? []), name]);
  }
  const divided = [...groups.values()].flatMap(group => {
    const of = (part: Part) => group.filter(name => partOf(name)!.part === part);
    const [train, valid, test] = partNames.map(of);
    return group.length > 1 && partNames.filter(part => of(part).length > 0).length > 1 ? [{ train, valid, test, group }] : [];
  });
  if (divided.length === 0) return { parts: null, unclear: [] };
  const [{ train, valid, test }] = divided;
  const held = valid.length > 0 ? valid : test;
  if (divided.length > 1 || train.length !== 1 || held.length !== 1) return { parts: null, unclear: divided.flatMap(({ group }) => group) };
  return { parts: { train: train[0], valid: held[0], test: held === test ? [] : test }, unclear: [] };
}

/** Whether a path lies in a folder; where the folder is in `within`, at whatever depth. */
export const liesIn = (relative: string, folder: string, within: boolean): boolean =>
  relative.startsWith(`${folder}/`) || (within && relative.includes(`/${folder}/`));

/** Whether images lie directly in a folder that is a part. */
export const isPartFolder = (folder: string, { train, valid, test, within }: PartFolders): boolean =>
  [train, valid, ...test].some(part => folder === part || (within && folder.endsWith(`/${part}`)));

/** Whether classes are folders in those of the parts: train/cats/1.jpg. */
export const hasLabelsInParts = (images: readonly ImageFile[], { parts }: FoundParts): boolean =>
  images.some(({ relative }) => {
    const folders = relative.split("/").slice(0, -1);
    if (folders.length > 1 && isPublishedPart(folders[0])) return true;
    return parts !== null && liesIn(relative, parts.train, parts.within) && !isPartFolder(folders.join("/"), parts);
  });

/** Archives often hold a folder of their own name: seg_train/seg_train. */
const withoutAgain = (folders: string[], name: string): string[] => (folders[0] === name ? folders.slice(1) : folders);

/** The folders that an image lies in, from the outermost, those of parts left out. */
export function foldersBesideParts(relative: string, { parts }: FoundParts): string[] {
  const folders = relative.split("/").slice(0, -1);
  if (!parts) return folders;
  for (const part of [parts.train, parts.valid, ...parts.test]) {
    const length = part.split("/").length;
    for (let at = 0; at + length <= folders.length && (at === 0 || parts.within); at++)
      if (folders.slice(at, at + length).join("/") === part)
        return [...folders.slice(0, at), ...withoutAgain(folders.slice(at + length), basename(part))];
  }
  return folders;
}
