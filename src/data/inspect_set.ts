import { existsSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { Failure } from "../common/failure.ts";
import { readHeaders } from "../inputs/image/headers.ts";
import type { DataSpec, LabelRule } from "../program/program.ts";
import { stopIfTooMany } from "./broken.ts";
import type { Sample } from "./data.ts";
import type { InspectedSet } from "./evaluation_set.ts";
import { type ImageFile, listFolder, noImages, requireFolder } from "./files.ts";
import { type Labeled, type Labeling, leftOut } from "./labeling.ts";
import { applyLabels } from "./labels.ts";
import { leftOutNotes, misnamedImages, some } from "./listing_notes.ts";
import { isInAny, partFolders } from "./part_folder.ts";
import type { Target } from "./target.ts";

/**
 * Looks at other data without decoding them. Throws a `Failure` of fault `data` where the folder is missing or empty, more than 5 % of the
 * files are broken, there is no such part, or, unless they are `outOfDomain`, the labels cannot be found.
 */
export async function inspectSet<Other>(
  spec: DataSpec,
  outOfDomain: boolean,
  target: Target<unknown, Other>,
): Promise<InspectedSet<Other>> {
  const { name, folder } = spec;
  await requireFolder(folder);
  const listing = await listFolder(folder);
  if (listing.images.length === 0) throw noImages(folder, listing);
  const part = partOfSet(spec, listing.images);
  if (part && part.images.length === 0) {
    // Listings leave out hidden folders and those of runs: whoever names one wants to see it.
    const own = join(folder, spec.part!);
    if (existsSync(own)) return inspectSet({ ...spec, folder: own, part: undefined }, outOfDomain, target);
    throw new Failure(
      "data",
      `no folder of ${folder} that is named like \`${spec.part}\` holds images`,
      'name a folder: evaluate on "PATH"',
    );
  }
  const images = part?.images ?? listing.images;
  const inferences = [...(part?.notes ?? [])];
  const warnings: string[] = [];
  let labeled: (Omit<Labeled, "label"> & { label: string | null })[] = images.map(image => ({ ...image, label: null }));
  let table: string | null = null;
  // What shows something else altogether has no labels that could be right or wrong.
  if (!outOfDomain) {
    // The rule is that of all images of a folder: names and tables may say of a part less than of the whole.
    const { rule, ...found } = await label(listing.images, spec, target);
    const own = part ? within(found, part.images) : found;
    if (own.labeled.length === 0)
      throw new Failure("data", `no image of \`${spec.part}\` gets a label from ${own.described}`, `${labelThem}; ${otherwise}`);
    labeled = own.labeled;
    if (spec.labels === null) inferences.push(`labels: ${own.described} (${target.text(own.labeled)})`);
    inferences.push(...(own.column ? target.columnNotes(own.column) : []), ...own.notes);
    if (rule.by === "csv") table = rule.file;
  }
  // Of a part, the whole has reported it.
  if (!part) {
    inferences.push(...leftOutNotes(listing, table));
    warnings.push(...misnamedImages(listing));
  }
  const { broken } = await readHeaders(labeled.map(({ path }) => path));
  stopIfTooMany(broken, labeled.length, "images");
  const brokenPaths = new Set(broken.map(({ path }) => path));
  const usable = labeled.filter(({ path }) => !brokenPaths.has(path));
  const { kept, numberOf } = target.readOther(usable);
  const samples = usable.map(({ path, label }, id): Sample => ({ id, path, label: label === null ? -1 : numberOf(label) }));
  return { name, folder: part?.folder ?? folder, target: kept, samples, broken, inferences, warnings };
}

interface PartOfSet {
  /** Absolute: the folder of the part, or of the data where it is made of several. */
  folder: string;
  images: ImageFile[];
  notes: string[];
}

/** The images of the part that is asked for, none where there is no such part; null where all are asked for. */
function partOfSet({ folder, part }: DataSpec, images: ImageFile[]): PartOfSet | null {
  if (part === undefined) return null;
  const folders = partFolders(images, listedAs(folder, part));
  const inside = new Set(folders);
  return {
    folder: folders.length === 1 ? join(folder, folders[0]) : folder,
    images: images.filter(({ relative }) => isInAny(relative, inside)),
    notes: folders.length > 1 ? [`images: those in ${some(folders)}`] : [],
  };
}

/** A link into the data folder is listed where it leads. */
function listedAs(folder: string, part: string): string {
  const path = join(folder, part);
  if (!existsSync(path)) return part;
  const listed = relative(realpathSync(folder), realpathSync(path)).split(sep).join("/");
  return listed === "" || listed.split("/")[0] === ".." ? part : listed;
}

/** Of the labels of a whole folder those of some images. */
function within({ labeled, described }: Labeling, images: readonly ImageFile[]): Labeling {
  const wanted = new Set(images.map(({ path }) => path));
  const own = labeled.filter(({ path }) => wanted.has(path));
  const has = new Set(own.map(({ path }) => path));
  return {
    labeled: own,
    described,
    column: null,
    notes: leftOut(images.filter(({ path }) => !has.has(path)).map(({ relative }) => relative)),
  };
}

const labelThem = 'label them as the others, or give them a data statement of their own: data NAME from folder "PATH"';
const otherwise = "or `as out_of_domain`, where the images show nothing that is learned";

/** Labels them by the rule of the statement, or the one that fits. Where none does, there is one fix more. */
async function label(images: ImageFile[], { labels, folder }: DataSpec, target: Target): Promise<Labeling & { rule: LabelRule }> {
  try {
    const rule = labels ?? (await target.inferRule(images, folder));
    return { rule, ...(await applyLabels(images, rule, folder)) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.fault, error.message, error.fix ? `${error.fix}; ${otherwise}` : otherwise);
  }
}
