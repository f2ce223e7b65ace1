import { Failure } from "../common/failure.ts";
import type { DataSpec } from "../program/program.ts";
import { stopIfTooMany } from "./broken.ts";
import { classesText } from "./class_notes.ts";
import type { Sample } from "./data.ts";
import { type Found, listFolder, noImages, requireFolder } from "./files.ts";
import { readHeaders } from "./headers.ts";
import { inferLabels } from "./infer_labels.ts";
import type { Labelled, Labelling } from "./labelling.ts";
import { applyLabels } from "./labels.ts";
import { leftOutNotes, misnamedImages } from "./listing_notes.ts";
import type { FoundSet } from "./measured_set.ts";

/**
 * Looks at other data without decoding them. Throws a `Failure` of fault `data` where the folder is missing or empty, more than 5 % of the
 * files are broken, or, unless they are `outOfDomain`, the labels cannot be found.
 */
export async function inspectSet(spec: DataSpec, outOfDomain: boolean): Promise<FoundSet> {
  const { name, folder } = spec;
  await requireFolder(folder);
  const listing = await listFolder(folder);
  const { images } = listing;
  if (images.length === 0) throw noImages(folder, listing);
  const inferences: string[] = [];
  let labelled: (Omit<Labelled, "label"> & { label: string | null })[] = images.map(image => ({ ...image, label: null }));
  // What shows something else altogether has no classes that could be right or wrong.
  if (!outOfDomain) {
    const found = await label(images, spec);
    labelled = found.labelled;
    if (spec.labels === null)
      inferences.push(`labels: ${found.described} (${classesText([...new Set(found.labelled.map(({ label }) => label))].sort())})`);
    inferences.push(...found.notes);
  }
  inferences.push(...leftOutNotes(listing), ...misnamedImages(listing));
  const { broken } = await readHeaders(labelled.map(({ path }) => path));
  stopIfTooMany(broken, labelled.length, "images");
  const brokenPaths = new Set(broken.map(({ path }) => path));
  const usable = labelled.filter(({ path }) => !brokenPaths.has(path));
  const classes = [...new Set(usable.flatMap(({ label }) => label ?? []))].sort();
  const samples = usable.map(({ path, label }, id): Sample => ({ id, path, label: label === null ? -1 : classes.indexOf(label) }));
  return { name, folder, classes, samples, broken, inferences };
}

/** Labels them by the rule that is said, or the one that fits. Where none does, there is one way out more. */
async function label(images: Found[], { labels, folder }: DataSpec): Promise<Labelling> {
  try {
    return await applyLabels(images, labels ?? (await inferLabels(images, folder)), folder);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const way = "or `as out_of_domain`, where the images show none of the classes";
    throw new Failure(error.fault, error.message, error.fix ? `${error.fix}; ${way}` : way);
  }
}
