import { plural } from "../../../common/units.ts";
import { type CorruptionTable, corruptionTables } from "../../../events/corruption_tables.ts";
import type { EvaluatedCorruptedEvent } from "../../../events/evaluated_corrupted.ts";
import { severities } from "../../../inputs/image/corruptions/corruption.ts";
import { corruptions } from "../../../inputs/image/corruptions/index.ts";
import { type Html, html } from "../../../report/html.ts";
import { formatScore } from "../../../report/numbers.ts";
import { drawing } from "../../../report/pictures.ts";
import { afterStep, type RunRecord, type Section } from "../../../report/record.ts";
import { table } from "../../../report/table.ts";

/** The metrics on corrupted images. */
export const corrupted: Section = {
  title: "Corrupted images",
  showsPictures: true,
  async draw(run) {
    const { plan, events } = run;
    const corrupted = events.evaluated_corrupted;
    if (corrupted.length === 0) return null;
    const drawn = await Promise.all(corrupted.map(({ step }) => picturesOf(step, run)));
    return html`<p>Each corruption is done to the validation images in five severities (Hendrycks and Dietterich, 2019).</p>${corrupted.map(
      (event, i) => [corruptionTables(event).map(found => part(found, event, afterStep(plan, event.step))), drawn[i]],
    )}`;
  },
};

const picturesOf = (step: number, run: RunRecord): Promise<Html[]> =>
  Promise.all(run.events.picture.filter(picture => picture.step === step).map(picture => drawing(picture, run)));

interface Row {
  corruption: string;
  family: string;
  values: number[];
  mean: number;
}

const part = ({ metric, clean, rows, means, mean }: CorruptionTable, event: EvaluatedCorruptedEvent, when: string): Html =>
  table<Row>(
    html`<code>${metric}</code> of ${plural(event.images, "validation image")} under ${namesOf(event)}, by severity, ${when}; of the images as they are ${formatScore(clean)}.`,
    [
      { title: "corruption", header: true, cell: row => row.corruption },
      { title: "family", cell: row => row.family },
      ...severities.map((severity, s) => ({
        title: String(severity),
        numeric: true,
        cell: (row: Row) => formatScore(row.values[s]),
      })),
      { title: "mean", numeric: true, cell: row => formatScore(row.mean) },
      { title: "against clean", numeric: true, cell: row => changeText(row.mean - clean) },
    ],
    rows,
    { total: { corruption: "all", family: "", values: means, mean } },
  );

/** Of all there are, a table names each in its rows. */
function namesOf({ rows }: EvaluatedCorruptedEvent): string {
  const all = Object.keys(corruptions).length;
  return rows.length === all ? `all ${all} corruptions` : rows.map(({ corruption }) => corruption).join(", ");
}

/** `−0.1234`, `+0.0012` */
const changeText = (change: number): string => (change > 0 ? "+" : "") + formatScore(change).replace("-", "−");
