import Table from "cli-table3";
import { formatDecimals } from "../../common/rounding.ts";
import { plural } from "../../common/units.ts";
import { severities } from "../../data/corruptions/corruption.ts";
import { visible } from "../../language/words.ts";
import { type CorruptionTable, corruptionTables } from "../../run/corruption_tables.ts";
import type { EvaluatedCorruptedEvent } from "../../run/events.ts";

/** What `evaluate corrupted` found: a table for each metric, a row for each corruption. */
export const corruptedLines = (event: EvaluatedCorruptedEvent): string[] => [
  `${plural(event.images, "validation image")}, by corruption and severity:`,
  ...corruptionTables(event).flatMap(drawn),
];

function drawn({ metric, clean, rows, means, mean }: CorruptionTable): string[] {
  const table = new Table({
    head: ["family", "corruption", ...severities.map(String), "mean"],
    colAligns: ["left", "left", ...severities.map(() => "right" as const), "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const [i, row] of rows.entries())
    table.push([row.family === rows[i - 1]?.family ? "" : row.family, row.corruption, ...row.values.map(short), short(row.mean)]);
  table.push(["all", "", ...means.map(short), short(mean)]);
  return [`${visible(metric)}; of the images as they are ${short(clean)}`, ...table.toString().split("\n")];
}

const short = (value: number): string => (Number.isFinite(value) ? formatDecimals(value, 3) : "nan");
