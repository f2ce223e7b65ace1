import { Failure } from "../common/failure.ts";
import { key, permutation, purpose } from "../common/random.ts";
import type { SplitRule } from "../language/program.ts";
import { type Labelled, splitFolders } from "./labels.ts";

export interface Parted {
  train: Labelled[];
  valid: Labelled[];
  described: string;
}

type Rules = { [K in SplitRule["by"]]: (images: Labelled[], rule: Extract<SplitRule, { by: K }>, seed: number) => Parted };

const part = (images: Labelled[], described: string, isValid: (image: Labelled, index: number) => boolean): Parted => ({
  described,
  train: images.filter((image, i) => !isValid(image, i)),
  valid: images.filter((image, i) => isValid(image, i)),
});

const rules: Rules = {
  fraction: (images, rule, seed) => {
    const count = Math.floor(rule.valid * images.length);
    const chosen = new Set(permutation(key(rule.seed ?? seed, purpose.split), images.length).slice(0, count));
    return part(images, `${Math.round(rule.valid * 100)} % held out, drawn with seed ${rule.seed ?? seed}`, (_, i) => chosen.has(i));
  },
  folder: (images, rule) => {
    const top = (image: Labelled) => image.relative.split("/")[0];
    const kept = images.filter(image => top(image) === rule.train || top(image) === rule.valid);
    return part(kept, `the folders ${rule.train} and ${rule.valid}`, image => top(image) === rule.valid);
  },
  column: (images, rule) => {
    const some = images[0]?.row ?? {};
    if (!(rule.column in some))
      throw new Failure("data", `the table has no column \`${rule.column}\``, `its columns are ${Object.keys(some).join(", ")}`);
    return part(images, `the column ${rule.column}`, ({ row }) => /^(true|1|yes|valid|val|validation|test)$/i.test(row![rule.column]));
  },
};

export const applySplit = (images: Labelled[], rule: SplitRule, seed: number): Parted =>
  (rules[rule.by] as Rules["fraction"])(images, rule as Extract<SplitRule, { by: "fraction" }>, seed);

/** By folder where the top folders are named so, else a fifth held out (fastai's `valid_pct`). */
export function inferSplit(images: Labelled[]): SplitRule {
  const tops = new Set(images.map(({ relative }) => (relative.includes("/") ? relative.split("/")[0] : "")));
  const [train, valid] = [splitFolders.train, splitFolders.valid].map(names => names.find(name => tops.has(name)));
  return train !== undefined && valid !== undefined ? { by: "folder", train, valid } : { by: "fraction", valid: 0.2, seed: null };
}
