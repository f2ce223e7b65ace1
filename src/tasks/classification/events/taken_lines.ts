import { plural } from "../../../common/units.ts";
import { visible } from "../../../common/words.ts";
import type { EvaluatedOnEvent } from "../../../events/evaluated_on.ts";

/** Pairs of classes that are named. */
const pairsShown = 10;

/** The pairs of classes that are confused, most first. */
export function takenLines({ confusion, classes, matches }: EvaluatedOnEvent, learned: readonly string[]): string[] {
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
