import { basename, relative } from "node:path";
import { formatWhole, plural } from "../../common/units.ts";
import { journalName } from "../../events/journal_name.ts";
import { fileName, type Html, html, joined, name } from "../../report/html.ts";
import { formatPercentile, formatScore, formatShare } from "../../report/numbers.ts";
import { placeOf, type RunRecord, type Section } from "../../report/record.ts";
import { smallImage } from "../../report/small_image.ts";
import { stepHeading } from "../../report/step_text.ts";
import { type Column, folded, table } from "../../report/table.ts";
import type { Prediction } from "../../tasks/classification/prediction.ts";
import { taskPlanOf } from "../../tasks/plan/index.ts";

/** Rows of one step that are open at once, and in all; and thumbnails: the page stays small. */
const rowsOpen = 30;
const rowsShown = 1000;
const thumbnailsShown = 60;
/** Above so many images they are counted by class. */
const countedAbove = 10;
/** Above so many classes that table is folded up. */
const openUpTo = 20;

/** What `predict` steps said. */
export const predictions: Section = {
  title: "Predictions",
  async draw(run) {
    const parts = await Promise.all(run.events.predicted.map(({ step, predictions }) => part(step, predictions, run)));
    return parts.length > 0 ? html`${parts}` : null;
  },
};

async function part(step: number, predictions: readonly Prediction[], run: RunRecord): Promise<Html> {
  const shown = doubtfulFirst(predictions).slice(0, rowsShown);
  const [open, rest] = [shown.slice(0, rowsOpen), shown.slice(rowsOpen)];
  // The picture repeats what the row's name says, so its text is empty for those who hear the table.
  const look = { alt: "", class: "small" };
  const thumbnails = await Promise.all(
    shown
      .slice(0, thumbnailsShown)
      .map(image => smallImage(run.images, image.path, { ...look, says: `${image.predicted}, ${formatShare(image.probability)}` })),
  );
  const asked = run.plan.steps[step];
  const place = (path: string): string => (asked.kind === "predict" ? placeIn(asked.path, path) : null) ?? placeOf(path, run.plan);
  const left = predictions.length - shown.length;
  const order = "those unlike the training images first, then the least sure";
  const first = rest.length > 0 ? `The first ${open.length} of ${formatWhole(predictions.length)} images` : plural(open.length, "image");
  return html`<h3>${stepHeading(run.plan, step)}</h3>${predictions.length > countedAbove && counts(predictions, run)}
${rowsTable(open.length > 1 ? `${first}, ${order}` : first, open, thumbnails, place)}${
  rest.length > 0 &&
  folded(
    `${formatWhole(rest.length)} more`,
    true,
    rowsTable(
      `The next ${formatWhole(rest.length)}${left > 0 ? `; ${journalName} has the other ${formatWhole(left)}` : ""}`,
      rest,
      thumbnails.slice(rowsOpen),
      place,
    ),
  )
}`;
}

/** A path from the folder that a step names, which its heading says; the name of the file where the step names the image itself. */
function placeIn(asked: string, path: string): string | null {
  const near = relative(asked, path);
  return near === "" ? basename(path) : near.startsWith("..") ? null : near;
}

const isUnlike = ({ domain }: Prediction): boolean => domain?.unlike === true;

/** Those of which the answer is a guess come first. */
const doubtfulFirst = (predictions: readonly Prediction[]): Prediction[] =>
  [...predictions].sort((a, b) => Number(isUnlike(b)) - Number(isUnlike(a)) || a.probability - b.probability);

/** Images that are predicted as a class. */
interface Counted {
  label: string;
  images: Prediction[];
}

/** How many images are predicted as each class, and how many of them are unlike what was learned. */
function counts(predictions: readonly Prediction[], { plan }: RunRecord): Html {
  const { one, several } = taskPlanOf(plan).counted(plan.data);
  const byClass = new Map<string, Prediction[]>();
  for (const prediction of predictions) {
    const own = byClass.get(prediction.predicted);
    if (own) own.push(prediction);
    else byClass.set(prediction.predicted, [prediction]);
  }
  const rows: Counted[] = [...byClass].map(([label, images]) => ({ label, images })).sort((a, b) => b.images.length - a.images.length);
  const unlike = predictions.filter(isUnlike).length;
  return html`<p>${plural(predictions.length, "image")}: ${unlike === 0 ? "none" : formatWhole(unlike)} of them ${unlike === 1 ? "is" : "are"} unlike the training images${unlike > 0 && ", and what the model says of such is a guess"}.</p>${folded(
    `${plural(rows.length, one, several)} predicted`,
    rows.length > openUpTo,
    table(
      `Images by predicted ${one}`,
      [
        { title: "predicted", header: true, cell: ({ label }) => name(label) },
        countColumn<Counted>("images", ({ images }) => images.length),
        shareColumn<Counted>("of all", ({ images }) => images.length / predictions.length),
        { title: "mean probability", numeric: true, cell: ({ images }) => formatScore(meanProbability(images)) },
        countColumn<Counted>("unlike the training images", ({ images }) => images.filter(isUnlike).length),
      ],
      rows,
      { sortable: true },
    ),
  )}`;
}

const meanProbability = (images: readonly Prediction[]): number =>
  images.reduce((sum, { probability }) => sum + probability, 0) / images.length;

const countColumn = <Row>(title: string, count: (row: Row) => number): Column<Row> => ({
  title,
  numeric: true,
  key: count,
  cell: row => formatWhole(count(row)),
});

const shareColumn = <Row>(title: string, share: (row: Row) => number): Column<Row> => ({
  title,
  numeric: true,
  key: share,
  cell: row => formatShare(share(row)),
});

function rowsTable(
  caption: string,
  rows: readonly Prediction[],
  thumbnails: readonly (Html | null)[],
  place: (path: string) => string,
): Html {
  const columns: Column<Prediction>[] = [
    { title: "image", header: true, wide: true, cell: ({ path }) => fileName(place(path)) },
    { title: "", cell: (_, i) => thumbnails[i] ?? null },
    { title: "predicted", cell: ({ predicted }) => name(predicted) },
    shareColumn<Prediction>("probability", ({ probability }) => probability),
    {
      title: "next likeliest",
      wide: true,
      cell: ({ top }) =>
        joined(
          top
            .slice(1)
            .filter(likely)
            .map(({ class: label, probability }) => html`${name(label)} ${formatShare(probability)}`),
          ", ",
        ),
    },
    ...(rows.some(({ domain }) => domain) ? [distance] : []),
  ];
  return table(caption, columns, rows, { sortable: rows.length > 1 });
}

/** What is left of five classes beside a sure answer is noise. */
const likely = ({ probability }: { probability: number }): boolean => probability >= 0.01;

const distance: Column<Prediction> = {
  title: "validation images nearer",
  wide: true,
  key: ({ domain }) => domain?.distancePercentile ?? "",
  cell: ({ domain }) =>
    domain
      ? html`${formatPercentile(domain.distancePercentile)}${domain.unlike && html` <strong>unlike the training images</strong>`}`
      : null,
};
