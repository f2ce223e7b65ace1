import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { Failure } from "../common/failure.ts";
import { nearest } from "../language/nearest.ts";

/** File types that sharp reads. */
export const imageTypes: ReadonlySet<string> = new Set(["jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "avif", "heif", "svg"]);

export const isImage = (file: string): boolean => imageTypes.has(file.slice(file.lastIndexOf(".") + 1).toLowerCase());

/** An image file: absolute path, and path from the data folder with `/`. */
export interface Found {
  path: string;
  relative: string;
}

/** All images under a folder, sorted by relative path in code-unit order, so that every machine sees the same order. Hidden files are left out. */
export async function findImages(folder: string): Promise<Found[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries
    .filter(entry => !entry.isDirectory() && isImage(entry.name))
    .map(entry => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return { path, relative: relative(folder, path).split(sep).join("/") };
    })
    .filter(({ relative }) => !relative.split("/").some(part => part.startsWith(".")));
  return found.sort((a, b) => (a.relative < b.relative ? -1 : 1));
}

/** Throws a `Failure` of fault `data` that names what lies beside a folder that is not there. */
export async function requireFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
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
