import { Failure } from "../common/failure.ts";
import { plural } from "../common/units.ts";
import type { DataSpec } from "../language/program.ts";
import { stopIfTooMany } from "./broken.ts";
import type { Broken, Sample } from "./data.ts";
import { type Found, findImages, requireFolder } from "./files.ts";
import { readHeaders } from "./headers.ts";
import { inferLabels } from "./infer_labels.ts";
import type { Labelled, Labelling } from "./labelling.ts";
import { applyLabels } from "./labels.ts";

/** Data that are measured on and not learned from: all of their images, whatever a split would say. */
export interface FoundSet {
  name: string;
  folder: string;
  /** Sorted; none where nothing labels the images, which data out of domain need not. */
  classes: string[];
  /** Labels are indices into `classes`; -1 of images without. */
  samples: Sample[];
  broken: Broken[];
  inferences: string[];
}

/** The part of it that the plan keeps: how its classes go with those that are learned. */
export interface MeasuredSet extends Omit<FoundSet, "inferences"> {
  outOfDomain: boolean;
  /** For each class of the set its index among the learned ones; null of a class that is none of them. */
  matches: (number | null)[];
}

/**
 * Looks at other data without decoding them. Throws a `Failure` of fault `data` where the folder is missing or empty, more than 5 % of the
 * files are broken, or, unless they are `outOfDomain`, the labels cannot be found.
 */
export async function inspectSet(spec: DataSpec, outOfDomain: boolean): Promise<FoundSet> {
  const { name, folder } = spec;
  await requireFolder(folder);
  const images = await findImages(folder);
  if (images.length === 0)
    throw new Failure("data", `the folder ${folder} holds no images`, "it should hold .jpg, .png or other image files");
  const inferences: string[] = [];
  let labelled: (Omit<Labelled, "label"> & { label: string | null })[] = images.map(image => ({ ...image, label: null }));
  // What shows something else altogether has no classes that could be right or wrong.
  if (!outOfDomain) {
    const found = await label(images, spec);
    labelled = found.labelled;
    if (spec.labels === null) inferences.push(`labels: ${found.described}`);
    inferences.push(...found.notes);
  }
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

/** Case, `-`, `_` and spaces do not make another class. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, "");

/** How the classes of a set go with those that are learned, by their names. */
export function matchClasses(classes: readonly string[], learned: readonly string[]): (number | null)[] {
  const exact = new Map(learned.map((name, i) => [name, i]));
  const near = new Map(learned.map((name, i) => [plain(name), i]));
  return classes.map(name => exact.get(name) ?? near.get(plain(name)) ?? null);
}

/** One sentence for classes of a set that are none of those that are learned. */
export function unmatched({
  name,
  classes,
  matches,
  samples,
}: Pick<MeasuredSet, "name" | "classes" | "matches" | "samples">): string | null {
  const others = classes.filter((_, i) => matches[i] === null);
  if (others.length === 0) return null;
  const images = samples.filter(({ label }) => matches[label] === null).length;
  const named = others.slice(0, 5).join(", ") + (others.length > 5 ? ` and ${others.length - 5} more` : "");
  const are = others.length === 1 ? "is a class that is not learned" : "are classes that are not learned";
  return `${named} of ${name} ${are}: ${plural(images, "image")} can only be wrong, and count${images === 1 ? "s" : ""} in no metric`;
}
