import type { Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import { Failure } from "../common/failure.ts";
import { systemFailure } from "../common/files.ts";
import { nearest } from "../common/nearest.ts";
import { leftOutNotes, misnamedImages } from "./listing_notes.ts";
import { isNotData, systemFiles } from "./not_data.ts";

/** Endings of files that are listed as images; what a file is, its content says. HEIC and JPEG 2000 are read where libvips has them. */
export const imageTypes: ReadonlySet<string> = new Set(
  "jpg jpeg jpe jfif png webp gif tif tiff avif heif heic bmp ppm pgm pbm pnm jp2 svg".split(" "),
);

const endingOf = (file: string): string => extname(file).slice(1).toLowerCase();
export const isImage = (file: string): boolean => imageTypes.has(endingOf(file));

/** An image file: absolute path, and path from the data folder with `/`. */
export interface ImageFile {
  path: string;
  relative: string;
}

/** What a folder holds. */
export interface Listing {
  images: ImageFile[];
  /** Files that are not named like images, by ending; `""` of those without one. Those of operating systems are not counted. */
  leftOut: Map<string, ImageFile[]>;
  /** Every folder in it, from it with `/`, without those that are not data. */
  folders: string[];
  /** Folders that are not data, from it with `/`. */
  notData: string[];
}

/** The images of a folder: see `listFolder`. */
export const findImages = async (folder: string): Promise<ImageFile[]> => (await listFolder(folder)).images;

/**
 * All images under a folder, sorted by relative path in code-unit order, so that every machine sees the same order. Hidden
 * files are left out, and folders that are not data. What has the name of an image but is none that can be read, as a pipe, a link to nothing, or a folder without images, is listed: it is told as broken, not
 * passed over. Links are followed as in fastai's
 * `get_image_files`, but each folder is read once, where it really is: so no circle of links is endless, and no image is
 * listed on both sides of a split. Throws a `Failure` of fault `data` where a folder may not be read.
 */
export async function listFolder(folder: string): Promise<Listing> {
  const paths: string[] = [];
  const others: string[] = [];
  const inside: string[] = [];
  const notData: string[] = [];
  const linked: string[] = [];
  /** Folders that are named like images. */
  const misnamed: string[] = [];
  const seen = new Set<string>();
  const walk = async (start: string): Promise<void> => {
    const folders = [start];
    for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
      const real = await realpath(at).catch(() => at);
      if (seen.has(real)) continue;
      seen.add(real);
      const entries = await list(at);
      if (at !== folder && isNotData(basename(at), entries)) {
        notData.push(at);
        continue;
      }
      if (at !== folder) inside.push(at);
      for (const entry of entries) {
        if (entry.name.startsWith(".")) continue;
        const path = join(at, entry.name);
        const target = entry.isFile() || entry.isDirectory() ? entry : await statOf(path);
        if (entry.isDirectory() && path.includes("\uFFFD") && !(await statOf(path))) paths.push(path);
        else if (target?.isDirectory()) {
          (entry.isDirectory() ? folders : linked).push(path);
          if (isImage(entry.name)) misnamed.push(path);
        } else if (isImage(entry.name)) paths.push(path);
        else if (target?.isFile() && !systemFiles.has(entry.name.toLowerCase())) others.push(path);
      }
    }
  };
  await walk(folder);
  // Where folders really are goes before their links, and links are taken in the order of their names.
  for (let more = linked.splice(0).sort(); more.length > 0; more = linked.splice(0).sort()) for (const link of more) await walk(link);
  if (misnamed.length > 0) {
    const withImages = foldersAbove(paths, folder);
    for (const at of misnamed) if (!withImages.has(at)) paths.push(at);
  }
  const from = (path: string): string => relative(folder, path).split(sep).join("/");
  const found = (some: readonly string[]): ImageFile[] => some.map(path => ({ path, relative: from(path) })).sort(byRelative);
  const leftOut = new Map<string, ImageFile[]>();
  for (const file of found(others)) {
    const same = leftOut.get(endingOf(file.path));
    if (same) same.push(file);
    else leftOut.set(endingOf(file.path), [file]);
  }
  return { images: found(paths), leftOut, folders: inside.map(from).sort(), notData: notData.map(from).sort() };
}

/** The folders below `top` that files are in. */
function foldersAbove(files: readonly string[], top: string): Set<string> {
  const above = new Set<string>();
  for (const file of files)
    for (let at = dirname(file); at !== top && at !== dirname(at) && !above.has(at); at = dirname(at)) above.add(at);
  return above;
}

export const byRelative = (a: ImageFile, b: ImageFile): number => (a.relative < b.relative ? -1 : a.relative > b.relative ? 1 : 0);

/** Codes of folders that a person can mend. */
const refused: ReadonlySet<string> = new Set(["EACCES", "EPERM", "ENOTDIR"]);

async function list(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const failure = systemFailure(error);
    if (failure instanceof Failure && !refused.has((error as NodeJS.ErrnoException).code ?? "")) throw failure;
    throw new Failure("data", `the folder ${folder} cannot be read (${(error as NodeJS.ErrnoException).code})`, "let this user read it");
  }
}

/** That a folder holds no images, with what it holds instead. */
export function noImages(folder: string, listing: Listing): Failure {
  const held = [...leftOutNotes(listing), ...misnamedImages(listing)];
  const should = "it should hold .jpg, .png or other image files";
  return new Failure("data", `the folder ${folder} holds no images`, [should, ...held].join("; "));
}

/** What a path leads to, or `null` where it leads nowhere. */
const statOf = (path: string): Promise<Stats | null> => stat(path).catch(() => null);

/** Throws a `Failure` of fault `data` that names what lies beside a folder that is not there. */
export async function requireFolder(folder: string): Promise<void> {
  const there = await statOf(folder);
  if (there?.isDirectory()) return;
  if (there) throw new Failure("data", `${folder} is a file`, "name the folder that the images are in");
  const entries = await readdir(dirname(folder), { withFileTypes: true }).catch(() => []);
  const beside = entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
  const [close] = nearest(basename(folder), beside);
  throw new Failure(
    "data",
    `the folder ${folder} does not exist`,
    close ? `did you mean ${join(dirname(folder), close)}?` : 'name the folder of the images: data NAME from folder "PATH"',
  );
}
