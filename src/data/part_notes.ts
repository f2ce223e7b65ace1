import { basename } from "node:path";
import { plural } from "../common/units.ts";
import type { DataSpec, SplitRule } from "../program/program.ts";
import type { Labeled } from "./labeling.ts";
import { some } from "./listing_notes.ts";
import { type Parted, partsOf } from "./split.ts";
import { liesIn, type PartFolders, partOf } from "./split_folders.ts";

/** What is said of the folders that are named like parts of the data: what is held out, and what is not taken as its name says. */
export function partNotes(
  spec: DataSpec,
  rule: SplitRule,
  images: readonly Labeled[],
  parted: Parted,
): { notes: string[]; warnings: string[] } {
  const { parts, unclear } = partsOf(images);
  if (rule.by === "column") return { notes: parted.notes, warnings: [] };
  if (rule.by === "fraction") {
    const folders = parts ? [parts.train, parts.valid, ...parts.test] : unclear;
    if (folders.length === 0) return { notes: parted.notes, warnings: [] };
    const [train, valid] = parts ? [parts.train, parts.valid] : folders;
    const instead = `\`split by folder train "${train}" valid "${valid}"\` takes ${parts ? "them" : "those two"} as parts`;
    const mixed = spec.split === null ? "it is not clear how they divide the images" : "the share is drawn from the images of all of them";
    return { notes: parted.notes, warnings: [`${some(folders)} are named like parts of a split, but ${mixed}: ${instead}`] };
  }
  const test = parts?.test.filter(folder => folder !== rule.valid) ?? [];
  const heldOut = images.filter(({ relative }) => test.some(folder => liesIn(relative, folder, parts!.within)));
  const isTest = parts?.valid === rule.valid && spec.split === null && partOf(basename(rule.valid))?.part === "test";
  return {
    notes: [
      ...(heldOut.length > 0
        ? [`split: ${plural(heldOut.length, "image")} of ${some(test)} held out: ${measuredBy({ ...parts!, test }, heldOut.length)}`]
        : []),
      ...(heldOut.length < outsideOf(images, parted) ? parted.notes : []),
    ],
    warnings: isTest ? [testIsValidation(basename(spec.folder), parts)] : [],
  };
}

/** fastai's MNIST is split so; but the best epoch is then chosen by the images that are to judge the model. */
const testIsValidation = (folder: string, { train, valid, within }: PartFolders): string => {
  const apart = within ? "" : `: \`from folder "${folder}/${train}"\` with \`evaluate on "${folder}/${valid}"\` keeps it for a test`;
  return `there is no folder for validation, so ${valid} is used for it, and chooses the best epoch${apart}`;
};

const outsideOf = (images: readonly Labeled[], { train, valid }: Parted): number => images.length - train.length - valid.length;

/** A name that is a path means that folder alone; one within classes means the part of each. */
function measuredBy({ test, within }: PartFolders, images: number): string {
  const statements = (within ? test.slice(0, 1) : test).map(folder => `\`evaluate on ${nameOf(folder)}\``);
  return `${some(statements)} ${statements.length === 1 ? "measures" : "measure"} on ${images === 1 ? "it" : "them"}`;
}

/** As `evaluate on` takes it. */
const nameOf = (folder: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(folder) ? folder : `"${folder}"`);
