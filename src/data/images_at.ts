import { stat } from "node:fs/promises";
import { Failure } from "../common/failure.ts";
import { type Listing, listFolder } from "./files.ts";
import { leftOutNotes, misnamedImages } from "./listing_notes.ts";

/** The image at a path, or every image of the folder there. Throws a `Failure` of fault `data` where there is none: the check saw the path, but it may have gone since. `by` is the statement that names it. */
export const imagesAt = async (path: string, by: string): Promise<string[]> => (await lookAt(path, by)).paths;

/** The same, with what is left out of the folder, one sentence each. */
export async function lookAt(path: string, by: string): Promise<{ paths: string[]; notes: string[] }> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new Failure("data", `${path} is not there any more`, `put it back, or name another image in \`${by}\``);
  if (!found.isDirectory()) return { paths: [path], notes: [] };
  const listing: Listing = await listFolder(path);
  const notes = [...leftOutNotes(listing), ...misnamedImages(listing)];
  if (listing.images.length === 0)
    throw new Failure("data", `there are no images in ${path}`, [`name a folder of images in \`${by}\``, ...notes].join("; "));
  return { paths: listing.images.map(image => image.path), notes: notes.map(note => `${by}: ${note}`) };
}
