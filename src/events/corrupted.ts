import Table from "cli-table3";
import { formatDecimals } from "../common/rounding.ts";
import { plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import { severities } from "../inputs/image/corruptions/corruption.ts";
import { type CorruptionTable, corruptionTables } from "./corruption_tables.ts";
import type { EvaluatedCorruptedEvent } from "./evaluated_corrupted.ts";

/** What `evaluate corrupted` found: a table for each metric, a row for each corruption. */
export const corruptedLines = (event: EvaluatedCorruptedEvent, width = Number.POSITIVE_INFINITY): string[] => [
  `${plural(event.images, "validation image")}, by corruption and severity:`,
  ...corruptionTables(event).flatMap(table => {
    const lines = drawn(table);
    return lines.every(line => line.length <= width) ? lines : narrow(table);
  }),
];

const title = ({ metric, clean }: CorruptionTable): string => `${visible(metric)}; without corruption ${short(clean)}`;

function drawn(of: CorruptionTable): string[] {
  const { rows, means, mean } = of;
  const table = new Table({
    head: ["family", "corruption", ...severities.map(String), "mean"],
    colAligns: ["left", "left", ...severities.map(() => "right" as const), "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const [i, row] of rows.entries())
    table.push([row.family === rows[i - 1]?.family ? "" : row.family, row.corruption, ...row.values.map(short), short(row.mean)]);
  table.push(["all", "", ...means.map(short), short(mean)]);
  return [title(of), ...table.toString().split("\n")];
}

/** The same without families and lines. */
function narrow(of: CorruptionTable): string[] {
  const { rows, means, mean } = of;
  const cells = [
    ["corruption", ...severities.map(String), "mean"],
    ...rows.map(row => [row.corruption, ...row.values.map(short), short(row.mean)]),
    ["all", ...means.map(short), short(mean)],
  ];
  const names = Math.max(...cells.map(([name]) => name.length));
  return [title(of), ...cells.map(([name, ...numbers]) => name.padEnd(names) + numbers.map(number => number.padStart(7)).join(""))];
}

const short = (value: number): string => (Number.isFinite(value) ? formatDecimals(value, 3) : "nan");
