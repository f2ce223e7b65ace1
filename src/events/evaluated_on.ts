import { formatDecimals } from "../common/rounding.ts";
import { formatWhole, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { Plan } from "../plan/plan.ts";
import type { EvaluatedOnEvent } from "./events.ts";
import { scoreLines } from "./lines.ts";

/** Pairs of classes that are named. */
const pairsShown = 10;

/** What `evaluate on` found. */
export function evaluatedOnLines(event: EvaluatedOnEvent, plan: Plan): string[] {
  const { name, images, learned: known, classes, confusion, matches, domain } = event;
  const { outOfDomain, unlike, validUnlike, auroc } = domain;
  const of = known === images ? "" : `, ${formatWhole(known)} of them of a learned class`;
  const area = (value: number | null) => (value === null ? "nan" : formatDecimals(value, 4));
  const share = (some: { images: number; of: number }) => `${formatWhole(some.images)} of ${plural(some.of, "image")}`;
  return [
    `on ${visible(name)}: ${plural(images, "image")}${outOfDomain ? ", out of domain" : of}`,
    ...scoreLines(event, plan),
    ...(outOfDomain ? [] : takenLines(confusion, classes, matches, plan.data.classes)),
    ...(outOfDomain
      ? [`distinguished from the validation images (AUROC) by distance ${area(auroc.distance)}, by energy ${area(auroc.energy)}`]
      : []),
    `unlike the training images: ${share(unlike)} of ${visible(name)}, ${formatWhole(validUnlike.images)} of ${plural(validUnlike.of, "validation image")}`,
  ];
}

/** The pairs of classes that are confused, most first. */
function takenLines(
  confusion: readonly number[][],
  classes: readonly string[],
  matches: readonly (number | null)[],
  learned: readonly string[],
): string[] {
  const pairs = confusion.flatMap((row, actual) =>
    row.flatMap((count, c) => (c === matches[actual] ? [] : [{ actual: classes[actual], predicted: learned[c], count }])),
  );
  const wrong = pairs.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  if (wrong.length === 0) return ["no image was classified wrongly"];
  return [
    "most confused:",
    ...wrong
      .slice(0, pairsShown)
      .map(({ actual, predicted, count }) => `  ${visible(actual)} predicted as ${visible(predicted)}: ${plural(count, "image")}`),
  ];
}
