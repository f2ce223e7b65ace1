import type { Span } from "../common/span.ts";
import type { StepSpec } from "../steps/specs.ts";

/** What a program and its plan have in common: the experiment in its file. */
export interface Experiment {
  /** Absolute path of the file. */
  file: string;
  source: string;
  /** The files that it includes, absolute paths and texts. */
  included: { file: string; source: string }[];
  /** Its name, where the file has several; null where the file is the experiment. */
  experiment: string | null;
  /** The names that it uses, with their values and where those come from. */
  values: NamedValue[];
  seed: number;
}

/** A checked program: names resolved, every value in range, units gone. `null` means the default: the plan infers it and prints it. */
export interface Program extends Experiment {
  /** What `use` names. */
  use: UseSpec | null;
  /** Whether `exact on` leaves out what is faster but rounds more. */
  exact: boolean;
  data: DataSpec;
  model: ModelSpec;
  /** What to do, in the order of the file. */
  steps: StepSpec[];
  /** Where each step is written, as messages name it: `pets.exp:3:1`. */
  places: string[];
}

export interface NamedValue {
  name: string;
  /** As it could be written. */
  value: string;
  /** What gave it: the file, a variable of the environment, or `--set`. */
  from: "file" | "environment" | "set";
}

/** What is to run an experiment. */
export interface UseSpec {
  /** A key of `engineChoices` in src/engines/choices.ts. */
  engine: string;
  /** Null for what suits the device. */
  precision: "float32" | "bfloat16" | null;
  /** That every batch is split over. */
  devices: number;
  /** Whether batch norm takes its statistics over the part of each device. */
  normPerDevice: boolean;
}

export interface DataSpec {
  span: Span;
  name: string;
  /** Absolute. */
  folder: string;
  /** Of the images in it only those of a part, by its path from it or a word for it; only of data that are measured on. */
  part?: string;
  labels: LabelRule | null;
  split: SplitRule | null;
  resize: { size: number | null; method: ResizeMethod | null };
  presize: number | null;
  augment: AugmentSpec | null;
  batchSize: number | null;
  workers: number | null;
  /** Bytes. */
  cache: number | null;
}

export type LabelRule =
  /** The folder that each image is in; with `outer` the outermost one that tells images apart. */
  | { by: "folder"; outer?: true }
  /** The first group of the expression, matched against the file name, is the label. */
  | { by: "regex"; pattern: string }
  /** `upper` where the file name begins with a capital letter, else `lower`. */
  | { by: "case"; upper: string; lower: string }
  | { by: "csv"; file: string; image: string | null; label: string | null };

export type SplitRule =
  | { by: "fraction"; valid: number; seed: number | null }
  | { by: "folder"; train: string; valid: string }
  /** A column of the CSV that gives the labels: true, 1, `valid` mean validation. */
  | { by: "column"; column: string };

/** `crop`: fill and crop, at random in training, in the center in validation. `squish`: ignore the aspect. `pad`: fit and reflect. */
export type ResizeMethod = "crop" | "squish" | "pad";

/** fastai's `aug_transforms`. Angles in degrees, the rest as fractions. */
export interface AugmentSpec {
  /** Probability of a left-right flip. */
  flip: number;
  /** Greatest rotation, degrees. */
  rotate: number;
  /** Greatest magnification. */
  zoom: number;
  /** Greatest perspective warp. */
  warp: number;
  /** Greatest change of brightness and contrast. */
  brightness: number;
  contrast: number;
  /** Probability of each affine and each lighting transform. */
  probability: number;
}
export const augmentDefaults: AugmentSpec = {
  flip: 0.5,
  rotate: 10,
  zoom: 1.1,
  warp: 0.2,
  brightness: 0.2,
  contrast: 0.2,
  probability: 0.75,
};

export interface ModelSpec {
  span: Span;
  /** A key of `models`. */
  name: string;
  pretrained: false | { from: string | null };
}
