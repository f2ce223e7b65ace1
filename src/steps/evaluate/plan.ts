import { key, permutation, purpose } from "../../common/random.ts";
import { plural } from "../../common/units.ts";
import { visible } from "../../common/words.ts";
import type { Sample } from "../../data/data.ts";
import { type FoundSet, type MeasuredSet, matchClasses } from "../../data/measured_set.ts";
import { severities } from "../../inputs/image/corruptions/corruption.ts";
import { type CorruptionName, corruptions, families, familyOf } from "../../inputs/image/corruptions/index.ts";
import type { DataPlan, EvaluateStep } from "../../plan/plan.ts";
import type { DataSpec } from "../../program/program.ts";
import type { EvaluateSpec } from "./spec.ts";

/** What a look at the disk told of what steps name. */
export interface Found {
  /** Images at each path. */
  images: ReadonlyMap<string, number>;
  sets: ReadonlyMap<DataSpec, FoundSet>;
  seed: number;
}

/** Validation images that are corrupted, by default. */
const defaultCorrupted = 100;
/** Images that are looked at to know the domain of the data: to compare with, and to know what is usual. */
const [mostCompared, mostUsual] = [1000, 500];

/** What `evaluate` will do. `lookOnce` counts the images that tell the domain of the data. */
export function evaluateStep(
  { metrics, on, corrupted, limit }: EvaluateSpec,
  data: DataPlan,
  found: Found,
  lookOnce: () => number,
): EvaluateStep {
  const set = on && found.sets.get(on.data);
  return {
    kind: "evaluate",
    metrics,
    ...(on && set && { on: measuredSet(set, on.outOfDomain, data.classes, limit, found.seed), domain: lookOnce() }),
    ...(corrupted && {
      corrupted: { names: corrupted as CorruptionName[], images: someOf(data.valid, limit ?? defaultCorrupted, found.seed) },
    }),
  };
}

function measuredSet(
  { inferences: _, warnings: __, ...set }: FoundSet,
  outOfDomain: boolean,
  learned: readonly string[],
  limit: number | null,
  seed: number,
): MeasuredSet {
  const samples = someOf(set.samples, limit ?? set.samples.length, seed);
  return { ...set, samples, outOfDomain, matches: matchClasses(set.classes, learned) };
}

/** As many of the samples as are wanted, drawn by the seed, in their order. */
export function someOf<T>(samples: readonly T[], wanted: number, seed: number): T[] {
  if (samples.length <= wanted) return [...samples];
  const drawn = permutation(key(seed, purpose.domain), samples.length).slice(0, wanted);
  return drawn.sort((a, b) => a - b).map(i => samples[i]);
}

/** The images that tell the domain of the data: those to compare with, and those that tell what is usual. */
export const domainSamples = ({ train, valid }: Pick<DataPlan, "train" | "valid">, seed: number): { train: Sample[]; valid: Sample[] } => ({
  train: someOf(train, mostCompared, seed),
  valid: someOf(valid, mostUsual, seed),
});
export const domainImages = ({ train, valid }: Pick<DataPlan, "train" | "valid">): number =>
  Math.min(mostCompared, train.length) + Math.min(mostUsual, valid.length);

/** Images that the step puts through the model. */
export const measuredImages = ({ on, corrupted, domain = 0 }: EvaluateStep): number =>
  domain + (on?.samples.length ?? 0) + (corrupted ? corrupted.images.length * (1 + corrupted.names.length * severities.length) : 0);

/** `evaluate`, `evaluate on digits as out_of_domain`, `evaluate corrupted noise fog, 100 images` */
export function evaluateText({ on, corrupted }: EvaluateStep): string {
  if (on) return `evaluate on ${visible(on.name)}${on.outOfDomain ? " as out_of_domain" : ""}`;
  if (corrupted) return `evaluate corrupted${corruptionText(corrupted.names)} on ${plural(corrupted.images.length, "validation image")}`;
  return "evaluate";
}

/** The families of which all are there, then the others; nothing where all are. */
function corruptionText(names: readonly CorruptionName[]): string {
  const all = Object.keys(corruptions) as CorruptionName[];
  if (names.length === all.length) return "";
  const whole = families.filter(family => all.every(name => familyOf(name) !== family || names.includes(name)));
  return ` ${[...whole, ...names.filter(name => !whole.includes(familyOf(name)))].join(" ")}`;
}

/** `450 images of 10 classes, 3 of them learned, in digits` */
export function setText({ samples, classes, matches, folder }: MeasuredSet, place: (path: string) => string): string {
  const learned = matches.filter(match => match !== null).length;
  const of =
    classes.length > 0
      ? ` of ${plural(classes.length, "class", "classes")}, ${learned === classes.length ? "all" : learned} of them learned,`
      : "";
  return `${plural(samples.length, "image")}${of} in ${place(folder)}`;
}
