import { relative } from "node:path";
import { formatWhole, plural } from "../common/units.ts";
import type { Sample } from "../data/data.ts";
import type { Plan } from "../plan/plan.ts";
import type { Input } from "../run_folder/inputs.ts";
import { kindOf } from "../steps/index.ts";

/** Pairs named in a sentence. */
const named = 3;

/** What images with the same bytes do to a run, one sentence each: those on both sides of the split, in other data that is evaluated on, and twice in a part. */
export function sameImages(images: readonly Input[], { data, steps }: Plan): string[] {
  const hashes = new Map(images.map(({ path, sha256 }) => [path, sha256]));
  const pair = ([a, b]: [string, string]): string => `${relative(data.folder, a)} is ${relative(data.folder, b)}`;
  const pairs = (found: readonly [string, string][]): string =>
    found.slice(0, named).map(pair).join(", ") + (found.length > named ? ` and ${formatWhole(found.length - named)} more` : "");
  const firstOf = (samples: readonly Sample[]): Map<string, Sample> => {
    const first = new Map<string, Sample>();
    for (const sample of samples) {
      const hash = hashes.get(sample.path);
      if (hash && !first.has(hash)) first.set(hash, sample);
    }
    return first;
  };
  const train = firstOf(data.train);
  const alsoTrained = (samples: readonly Sample[]): [string, string][] =>
    samples.flatMap(({ path }): [string, string][] => {
      const same = train.get(hashes.get(path) ?? "");
      return same && same.path !== path ? [[path, same.path]] : [];
    });

  const both = alsoTrained(data.valid);
  const sets = steps.flatMap(step => kindOf(step).otherData?.(step) ?? []);
  const inSets = sets.map(({ name, samples }) => ({ name, found: alsoTrained(samples) })).filter(({ found }) => found.length > 0);
  const are = (count: number) => (count === 1 ? "is" : "are");
  return [
    ...(both.length > 0
      ? [
          `${plural(both.length, "validation image")} ${are(both.length)} also trained on, and metrics are too good by ${both.length === 1 ? "it" : "them"}: ${pairs(both)}`,
        ]
      : []),
    ...inSets.map(({ name, found }) => `${plural(found.length, "image")} of ${name} ${are(found.length)} also trained on: ${pairs(found)}`),
    ...Object.entries({ training: data.train, validation: data.valid }).flatMap(([part, samples]) => {
      const first = firstOf(samples);
      const again = samples.flatMap(sample => {
        const same = first.get(hashes.get(sample.path) ?? "");
        return same && same !== sample ? [{ sample, same }] : [];
      });
      const otherwise = again.filter(({ sample, same }) => sample.label !== same.label);
      const alike = again.filter(({ sample, same }) => sample.label === same.label);
      const pairsOf = (some: typeof again) => pairs(some.map(({ sample, same }): [string, string] => [sample.path, same.path]));
      return [
        ...(alike.length > 0 ? [`${plural(alike.length, `${part} image`)} ${are(alike.length)} there twice: ${pairsOf(alike)}`] : []),
        ...(otherwise.length > 0
          ? [`${plural(otherwise.length, `${part} image`)} ${are(otherwise.length)} there twice, with two labels: ${pairsOf(otherwise)}`]
          : []),
      ];
    }),
  ];
}
