import { plural } from "../../../common/units.ts";
import { severities } from "../../../data/corruptions/corruption.ts";
import { type CorruptionTable, corruptionTables } from "../../corruption_tables.ts";
import { type Html, html } from "../html.ts";
import { formatScore } from "../numbers.ts";
import { afterStep, type Section } from "../record.ts";
import { table } from "../table.ts";

/** What is left of the metrics where images are spoiled. */
export const corrupted: Section = {
  title: "Corrupted images",
  draw({ plan, corrupted }) {
    if (corrupted.length === 0) return null;
    return html`<p>Noise, blur, weather and digital damage, each in five severities, done to validation images (Hendrycks and Dietterich, 2019).</p>${corrupted.map(
      event =>
        corruptionTables(event).map(found => part(found, `${plural(event.images, "validation image")}, ${afterStep(plan, event.step)}`)),
    )}`;
  },
};

interface Row {
  corruption: string;
  family: string;
  values: number[];
  mean: number;
}

const part = ({ metric, clean, rows, means, mean }: CorruptionTable, where: string): Html =>
  table<Row>(
    html`<code>${metric}</code> of ${where}, by corruption and severity; of the images as they are ${formatScore(clean)}.`,
    [
      { title: "corruption", header: true, cell: row => row.corruption },
      { title: "family", cell: row => row.family },
      ...severities.map((severity, s) => ({
        title: String(severity),
        numeric: true,
        cell: (row: Row) => formatScore(row.values[s]),
      })),
      { title: "mean", numeric: true, cell: row => formatScore(row.mean) },
    ],
    [...rows, { corruption: "all", family: "", values: means, mean }],
  );
