import { sum } from "../../../common/sum.ts";
import { visible } from "../../../common/words.ts";
import type { DataPlan } from "../../../plan/plan.ts";

/** Above so many classes only the rarest and the commonest are shown. */
const most = 60;
const extremes = 4;
const between = "   ";

/**
 * Images of each class and split, as a table that goes down and then right, so that it stays short with many classes:
 *
 *     class      train  valid   class  train  valid
 *     beagle        27      7   pug       25      6
 *     boxer         26      6   total     78     19
 */
export function printClasses(classes: string[], counts: DataPlan["counts"], width: number): string[] {
  const rows = classes.map((name, i): Row => [visible(name), counts.train[i], counts.valid[i]]);
  const total: Row = ["total", sum(counts.train), sum(counts.valid)];
  if (rows.length <= most) return table([...rows, total], width);
  const byCount = rows.toSorted((a, b) => a[1] + a[2] - b[1] - b[2]);
  return [
    ...table([...byCount.slice(0, extremes), ...byCount.slice(-extremes), total], width),
    `the ${extremes} rarest and the ${extremes} commonest of ${rows.length} classes`,
  ];
}

type Row = [name: string, train: number, valid: number];

function table(rows: Row[], width: number): string[] {
  const names = Math.max(5, ...rows.map(([name]) => name.length));
  const numbers = [1, 2].map(column => Math.max(5, ...rows.map(row => String(row[column]).length)));
  const line = ([name, train, valid]: [string, string | number, string | number]) =>
    `${name.padEnd(names)}  ${String(train).padStart(numbers[0])}  ${String(valid).padStart(numbers[1])}`;
  const header = line(["class", "train", "valid"]);
  // A few rows stay one column; many are folded into as many columns as fit.
  const fitting = Math.max(1, Math.floor((width + between.length) / (header.length + between.length)));
  const height = Math.max(Math.min(rows.length, 4), Math.ceil(rows.length / fitting));
  const columns = Math.ceil(rows.length / height);
  return [
    Array.from({ length: columns }, () => header).join(between),
    ...Array.from({ length: height }, (_, y) =>
      Array.from({ length: columns }, (_, x) => rows[x * height + y])
        .filter(row => row !== undefined)
        .map(line)
        .join(between)
        .trimEnd(),
    ),
  ];
}
