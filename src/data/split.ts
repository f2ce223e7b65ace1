import { basename, dirname } from "node:path/posix";
import { Failure } from "../common/failure.ts";
import { nearest } from "../common/nearest.ts";
import { key, permutation, purpose } from "../common/random.ts";
import { plural } from "../common/units.ts";
import type { SplitRule } from "../program/program.ts";
import { dataDefaults } from "./defaults.ts";
import type { Labeled } from "./labeling.ts";
import { type FoundParts, findParts, isPartFolder, liesIn } from "./split_folders.ts";

export interface Parted {
  train: Labeled[];
  valid: Labeled[];
  /** How they were parted, for people. */
  described: string;
  /** What is left out of both, one sentence each. */
  notes: string[];
}

/** The column that fastai's `ColSplitter` reads; where a table has it, it need not be named. */
export const splitColumn = "is_valid";

/** What cells of such a column may say. */
const cellMeanings = {
  train: ["false", "0", "0.0", "no", "train", "training", ""],
  valid: ["true", "1", "1.0", "yes", "valid", "val", "validation"],
  test: ["test", "testing"],
} as const;
type Side = keyof typeof cellMeanings;

type Rules = { [K in SplitRule["by"]]: (images: Labeled[], rule: Extract<SplitRule, { by: K }>, seed: number) => Parted };

const rules: Rules = {
  /** fastai's `RandomSplitter`: a share of all images, rounded down, whatever their classes. */
  fraction: (images, rule, seed) => {
    const count = Math.floor(rule.valid * images.length);
    const drawn = new Set(permutation(key(rule.seed ?? seed, purpose.split), images.length).slice(0, count));
    const described = `${Number((rule.valid * 100).toFixed(1))} % held out, drawn with seed ${rule.seed ?? seed}`;
    return part(images, described, (_, i) => (drawn.has(i) ? "valid" : "train"));
  },
  folder: (images, rule) => {
    // Each class may have its own parts: cats/train, dogs/train.
    const within = [rule.train, rule.valid].every(folder => !images.some(({ relative }) => liesIn(relative, folder, false)));
    const described = `the folders ${rule.train} and ${rule.valid}${within ? " in each folder" : ""}`;
    return part(images, described, ({ relative }) => {
      const inside = (folder: string) => liesIn(relative, folder, within);
      return inside(rule.valid) ? "valid" : inside(rule.train) ? "train" : null;
    });
  },
  column: (images, { column }) => {
    const sides = images.map(({ relative, row }) => sideOf(row ?? {}, column, relative));
    // Where a table knows validation, what it calls test is kept for later.
    const test = sides.includes("valid") ? null : "valid";
    return part(images, `the column ${column}`, (_, i) => (sides[i] === "test" ? test : sides[i]));
  },
};

function part(images: Labeled[], described: string, side: (image: Labeled, index: number) => "train" | "valid" | null): Parted {
  const sides = images.map(side);
  const of = (name: "train" | "valid" | null) => images.filter((_, i) => sides[i] === name);
  const outside = of(null);
  const notes =
    outside.length > 0 ? [`${plural(outside.length, "image")} outside of ${described} left out, the first is ${outside[0].relative}`] : [];
  return { described, train: of("train"), valid: of("valid"), notes };
}

function sideOf(row: Record<string, string>, column: string, image: string): Side {
  const cell = row[column];
  if (cell === undefined) {
    const [close] = nearest(column, Object.keys(row));
    const columns = `its columns are ${Object.keys(row).join(", ")}`;
    throw new Failure("data", `the table has no column \`${column}\``, close ? `did you mean \`${close}\`?` : columns);
  }
  for (const [side, words] of Object.entries(cellMeanings))
    if ((words as readonly string[]).includes(cell.toLowerCase())) return side as Side;
  throw new Failure(
    "data",
    `the column \`${column}\` says \`${cell}\` of ${image}, which is neither training nor validation`,
    "it should say true or false, 1 or 0, or train, valid or test",
  );
}

/** Parts the images. Throws a `Failure` of fault `data` where one side is empty, or the column of the rule is not of this meaning. */
export function applySplit(images: Labeled[], rule: SplitRule, seed: number): Parted {
  const parted = (rules[rule.by] as Rules["fraction"])(images, rule as Extract<SplitRule, { by: "fraction" }>, seed);
  for (const [name, side] of Object.entries({ training: parted.train, validation: parted.valid })) {
    if (side.length > 0) continue;
    const wayOut = rule.by === "fraction" ? "say another share, as in `split 50%`, or add images" : "say another split";
    throw new Failure("data", `no image is left for ${name} by ${parted.described}, of ${plural(images.length, "image")}`, wayOut);
  }
  return parted;
}

/** The folders that divide labeled images; none where these folders are classes: a `train` beside `bus` and `car`. */
export function partsOf(images: readonly Labeled[]): FoundParts {
  const found = findParts(images);
  const { parts } = found;
  const areLabels =
    parts !== null &&
    images.some(({ relative, label }) => {
      const folder = dirname(relative);
      return label === basename(folder) && liesIn(relative, parts.train, parts.within) && isPartFolder(folder, parts);
    });
  return areLabels ? { parts: null, unclear: [] } : found;
}

/** By the column `is_valid` of the table, by the folders that are named like parts, else a fifth held out (fastai's `valid_pct`). */
export function inferSplit(images: Labeled[]): SplitRule {
  if (images.every(({ row }) => row !== undefined && splitColumn in row)) return { by: "column", column: splitColumn };
  const { parts } = partsOf(images);
  if (parts) return { by: "folder", train: parts.train, valid: parts.valid };
  return { by: "fraction", valid: dataDefaults.validShare, seed: null };
}
