import { plural } from "../../../common/units.ts";
import type { Prediction } from "../../events.ts";
import { type Html, html, joined, name } from "../html.ts";
import { formatShare } from "../numbers.ts";
import { placeOf, type RunRecord, type Section, stepName } from "../record.ts";
import { table } from "../table.ts";

/** Thumbnails of one step, and rows; the page stays small. */
const thumbnailsShown = 60;
const rowsShown = 1000;

/** What `predict` steps said. */
export const predictions: Section = {
  title: "Predictions",
  async draw(run) {
    const tables = await Promise.all(run.predicted.map(({ step, predictions }) => predictionTable(step, predictions, run)));
    return tables.length > 0 ? html`${tables}` : null;
  },
};

async function predictionTable(step: number, predictions: Prediction[], { plan, images: source }: RunRecord): Promise<Html> {
  const shown = predictions.slice(0, rowsShown);
  const images = await Promise.all(shown.slice(0, thumbnailsShown).map(({ path }) => source.thumbnail(path)));
  const left = predictions.length - shown.length;
  const rest = left > 0 ? `, the first ${shown.length}; metrics.jsonl has the other ${left}` : "";
  const columns = [
    { title: "image", header: true, cell: ({ path }: Prediction) => name(placeOf(path, plan)) },
    { title: "predicted", cell: ({ predicted }: Prediction) => name(predicted) },
    { title: "probability", numeric: true, cell: ({ probability }: Prediction) => formatShare(probability) },
    {
      title: "next likeliest",
      cell: ({ top }: Prediction) =>
        joined(
          top.slice(1).map(({ class: label, probability }) => html`${name(label)} ${formatShare(probability)}`),
          ", ",
        ),
    },
  ];
  const far = {
    title: "nearer validation images",
    cell: ({ domain }: Prediction) =>
      domain ? `${formatShare(domain.distancePercentile)}${domain.unlike ? ": unlike the training images" : ""}` : "",
  };
  // The picture repeats what the row's name says, so its text is empty for those who hear the table.
  const look = { title: "", cell: (_: Prediction, i: number) => (images[i] ? html`<img class="small" src="${images[i]}" alt="">` : null) };
  return table(
    `Step ${stepName(plan, step)}, ${plural(predictions.length, "image")}${rest}`,
    [...columns.slice(0, 1), look, ...columns.slice(1), ...(shown.some(({ domain }) => domain) ? [far] : [])],
    shown,
  );
}
