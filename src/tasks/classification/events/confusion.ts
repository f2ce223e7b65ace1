import Table from "cli-table3";
import { columns } from "../../../common/columns.ts";
import { formatWhole, plural } from "../../../common/units.ts";
import { visible } from "../../../common/words.ts";

/** Up to so many classes the matrix is shown, beyond them the most confused pairs. */
const matrixUpTo = 12;
const pairsShown = 10;

/** The confusion matrix, `confusion[actual][predicted]`; of many classes, or where it is wider than the terminal, the most confused pairs. */
export function confusionLines(confusion: readonly number[][], classes: readonly string[], width = Number.POSITIVE_INFINITY): string[] {
  const names = classes.map(visible);
  const drawn = classes.length <= matrixUpTo ? matrix(confusion, names) : null;
  return drawn?.every(line => columns(line) <= width) ? drawn : confusedPairs(confusion, names);
}

function matrix(confusion: readonly number[][], classes: readonly string[]): string[] {
  const numbers = classes.map((_, i) => String(i + 1));
  // Names of breeds over every column would not fit: columns are numbered, rows carry number and name.
  const table = new Table({
    head: ["actual", "#", ...numbers],
    colAligns: ["left", ...["#", ...numbers].map(() => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const [i, row] of confusion.entries())
    table.push([classes[i], numbers[i], ...row.map(count => (count === 0 ? "·" : formatWhole(count)))]);
  return ["images by actual class (row) and predicted class (column):", ...table.toString().split("\n")];
}

function confusedPairs(confusion: readonly number[][], classes: readonly string[]): string[] {
  const pairs = confusion.flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })));
  const wrong = pairs.filter(({ actual, predicted, count }) => actual !== predicted && count > 0).sort((a, b) => b.count - a.count);
  if (wrong.length === 0) return ["no image was classified wrongly"];
  return [
    "most confused:",
    ...wrong
      .slice(0, pairsShown)
      .map(({ actual, predicted, count }) => `  ${classes[actual]} predicted as ${classes[predicted]}: ${plural(count, "image")}`),
  ];
}
