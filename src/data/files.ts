import { existsSync, type Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import { Failure } from "../common/failure.ts";
import { nearest } from "../language/nearest.ts";

/** File types that sharp reads. */
export const imageTypes: ReadonlySet<string> = new Set(["jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "avif", "heif", "svg"]);

export const isImage = (file: string): boolean => imageTypes.has(extname(file).slice(1).toLowerCase());

/** An image file: absolute path, and path from the data folder with `/`. */
export interface Found {
  path: string;
  relative: string;
}

/**
 * All images under a folder, sorted by relative path in code-unit order, so that every machine sees the same order. Hidden
 * files are left out. What has the name of an image but is none that can be read, as a pipe, a link to nothing, or a folder without images, is listed: it is told as broken, not
 * passed over. Links are followed as in fastai's
 * `get_image_files`, but each folder is read once, where it really is: so no circle of links is endless, and no image is
 * listed on both sides of a split. Throws a `Failure` of fault `data` where a folder may not be read.
 */
export async function findImages(folder: string): Promise<Found[]> {
  const paths: string[] = [];
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
      for (const entry of await list(at)) {
        if (entry.name.startsWith(".")) continue;
        const path = join(at, entry.name);
        const target = entry.isFile() || entry.isDirectory() ? entry : await statOf(path);
        if (entry.isDirectory() && path.includes("\uFFFD") && !(await statOf(path))) paths.push(path);
        else if (target?.isDirectory()) {
          (entry.isDirectory() ? folders : linked).push(path);
          if (isImage(entry.name)) misnamed.push(path);
        } else if (isImage(entry.name)) paths.push(path);
      }
    }
  };
  await walk(folder);
  // Where folders really are goes before their links, and links are taken in the order of their names.
  for (let more = linked.splice(0).sort(); more.length > 0; more = linked.splice(0).sort()) for (const link of more) await walk(link);
  paths.push(...misnamed.filter(folder => !paths.some(path => path.startsWith(folder + sep))));
  return paths.map(path => ({ path, relative: relative(folder, path).split(sep).join("/") })).sort(byRelative);
}

export const byRelative = (a: Found, b: Found): number => (a.relative < b.relative ? -1 : a.relative > b.relative ? 1 : 0);

async function list(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new Failure("data", `the folder ${folder} cannot be read (${(error as NodeJS.ErrnoException).code})`, "let this user read it");
  }
}

/** What a path leads to, or `null` where it leads nowhere. */
const statOf = (path: string): Promise<Stats | null> => stat(path).catch(() => null);

/** Throws a `Failure` of fault `data` that names what lies beside a folder that is not there. */
export async function requireFolder(folder: string): Promise<void> {
  const there = await statOf(folder);
  if (there?.isDirectory()) return;
  if (there) throw new Failure("data", `${folder} is a file`, "name the folder that the images are in");
  const beside = existsSync(dirname(folder))
    ? (await readdir(dirname(folder), { withFileTypes: true })).filter(e => e.isDirectory()).map(e => e.name)
    : [];
  const [close] = nearest(basename(folder), beside);
  throw new Failure(
    "data",
    `the folder ${folder} does not exist`,
    close ? `did you mean ${join(dirname(folder), close)}?` : 'name the folder of the images: data NAME from folder "PATH"',
  );
}
