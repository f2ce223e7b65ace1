import type { LabelRule } from "../program/program.ts";
import type { ImageFile, Listing } from "./files.ts";
import type { LabelColumn, Labeled } from "./labeling.ts";
import type { Parted } from "./split.ts";

/** Images that a rule has labeled. */
export interface LabeledImages {
  images: readonly Labeled[];
  rule: LabelRule;
  /** How the labels were found, for people. */
  described: string;
  folder: string;
}

/** How the labels of images become what a model learns: a task has one. Data knows labels as text. */
export interface Target<Kept = unknown, Other = unknown> {
  /** Of what the plan keeps, the keys that every plan has, and that decide what is learned. */
  keys: readonly string[];
  /** The rule that fits the layout of a folder, where the program has none. Throws a `Failure` of fault `data` where no rule fits. */
  inferRule(images: ImageFile[], folder: string): Promise<LabelRule>;
  /** Throws a `Failure` of fault `data` where nothing can be learned from images with these labels. */
  check(labeled: LabeledImages): Promise<void>;
  /** What the plan keeps of both splits, and the number that stands for a label there. */
  read(parted: Pick<Parted, "train" | "valid">): { kept: Kept; numberOf(label: string): number };
  /** Likewise of other data that are evaluated on. */
  readOther(images: readonly { label: string | null }[]): { kept: Other; numberOf(label: string): number };
  /** `2 classes: cat, dog` */
  text(images: readonly Labeled[]): string;
  /** What the labels of a table are taken for, one sentence each. */
  columnNotes(column: LabelColumn): string[];
  /** What a person may not expect of the split, one sentence each. */
  splitNotes(parted: Parted): string[];
  /** What is probably not meant; `all` are the images before the split. */
  warnings(labeled: LabeledImages, all: readonly Labeled[], listing: Listing): Promise<string[]>;
}
