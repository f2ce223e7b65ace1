import { plural } from "../common/units.ts";
import type { ImageFile } from "./files.ts";

/** An image with its label, and the row of the table that gave it. */
export interface Labeled extends ImageFile {
  label: string;
  row?: Record<string, string>;
}
/** What a rule made of the images. */
export interface Labeling {
  labeled: Labeled[];
  /** How the labels were found, for people. */
  described: string;
  /** The column of the table that holds the labels, and these as they are there; null of other rules. */
  column: LabelColumn | null;
  /** What it could not use, one sentence each. */
  notes: string[];
}

/** One sentence for images that no rule labels. */
export const leftOut = (images: string[]): string[] =>
  images.length === 0 ? [] : [`${plural(images.length, "image")} without a label left out, the first is ${images[0]}`];

export interface LabelColumn {
  name: string;
  labels: string[];
}
