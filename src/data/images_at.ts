import { stat } from "node:fs/promises";
import { Failure } from "../common/failure.ts";
import { findImages } from "./files.ts";

/** The image at a path, or every image of the folder there. Throws a `Failure` of fault `data` where there is none: the check saw the path, but it may have gone since. `by` is the statement that names it. */
export async function imagesAt(path: string, by = "predict"): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new Failure("data", `${path} is not there any more`, `put it back, or name another image in \`${by}\``);
  if (!found.isDirectory()) return [path];
  const images = await findImages(path);
  if (images.length === 0) throw new Failure("data", `there are no images in ${path}`, `name a folder of images in \`${by}\``);
  return images.map(image => image.path);
}
