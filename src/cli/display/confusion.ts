import Table from "cli-table3";
import { formatWhole, plural } from "../../common/units.ts";
import { visible } from "../../language/words.ts";

/** Up to so many classes the whole matrix is shown, beyond them the pairs that are confused most. */
const matrixUpTo = 12;
const pairsShown = 10;

/** What is taken for what, `confusion[actual][predicted]`: as a matrix, or the most confused pairs. */
export function confusionLines(confusion: readonly number[][], classes: readonly string[]): string[] {
  const draw = classes.length <= matrixUpTo ? matrix : confusedPairs;
  return draw(confusion, classes.map(visible));
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
  if (wrong.length === 0) return ["no image was taken for another class"];
  return [
    "most confused:",
    ...wrong
      .slice(0, pairsShown)
      .map(({ actual, predicted, count }) => `  ${classes[actual]} taken for ${classes[predicted]}: ${plural(count, "image")}`),
  ];
}
