import Table from "cli-table3";
import { columns } from "../../../common/columns.ts";
import { formatWhole } from "../../../common/units.ts";
import { visible } from "../../../common/words.ts";
import { mostConfused } from "../metrics/confusion.ts";
import { confusedLines } from "./confused_lines.ts";

/** Up to so many classes the matrix is shown, beyond them the most confused pairs. */
const matrixUpTo = 12;

/** The confusion matrix, `confusion[actual][predicted]`; of many classes, or where it is wider than the terminal, the most confused pairs. */
export function confusionLines(confusion: readonly number[][], classes: readonly string[], width = Number.POSITIVE_INFINITY): string[] {
  const drawn = classes.length <= matrixUpTo ? matrix(confusion, classes.map(visible)) : null;
  return drawn?.every(line => columns(line) <= width) ? drawn : confusedLines(mostConfused(confusion), classes);
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
