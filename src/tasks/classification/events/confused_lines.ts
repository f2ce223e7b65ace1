import { plural } from "../../../common/units.ts";
import { visible } from "../../../common/words.ts";
import type { ConfusionCell } from "../metrics/confusion.ts";

/** Pairs of classes that are named. */
const pairsShown = 10;

/** The pairs of classes that are confused, in the order given; `actual` and `predicted` name rows and columns. */
export function confusedLines(pairs: readonly ConfusionCell[], actual: readonly string[], predicted = actual): string[] {
  if (pairs.length === 0) return ["no image was classified wrongly"];
  const line = (pair: ConfusionCell) =>
    `  ${visible(actual[pair.actual])} predicted as ${visible(predicted[pair.predicted])}: ${plural(pair.count, "image")}`;
  return ["most confused:", ...pairs.slice(0, pairsShown).map(line)];
}
