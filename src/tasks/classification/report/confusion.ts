import { sum } from "../../../common/sum.ts";
import { formatWhole, plural } from "../../../common/units.ts";
import type { EvaluatedEvent } from "../../../events/evaluated.ts";
import { svgOf } from "../../../report/chart.ts";
import { type Content, fileName, type Html, html, name } from "../../../report/html.ts";
import { formatShare } from "../../../report/numbers.ts";
import { afterStep, placeOf, type RunRecord, type Section } from "../../../report/record.ts";
import { smallImage } from "../../../report/small_image.ts";
import { table } from "../../../report/table.ts";
import { mostConfused } from "../metrics/confusion.ts";
import type { Prediction } from "../prediction.ts";
import { type Cell, type Cells, cellKey, shownCells } from "./cells.ts";
import { classesOfSquare, drawHeatMap } from "./plots/heat_map.ts";

/** Up to so many classes the matrix is a table, above it a picture. */
const classesInTable = 40;
/** Pairs listed beside it. */
const pairsShown = 20;
/** Side of an image of a cell, pixels. */
const imageSide = 96;

/** What the last evaluation took for what. */
export const confusion: Section = {
  title: "Confusion matrix",
  async draw(run) {
    const last = run.events.evaluated.at(-1);
    if (!last) return null;
    const { classes } = run.plan.data;
    const when = afterStep(run.plan, last.step);
    const cells = await shownCells(last, classes, run.folder);
    const draw = classes.length <= classesInTable ? matrix : heatMap;
    return html`${await draw(classes, last, when, cells)}${pairs(classes, last.confusion, when, cells)}${await imagesOf(cells, run)}`;
  },
};

/** What is written in the cells, and shaded: chosen without a script, by the style of the page. */
const choice = html`<fieldset class="choice"><legend>Cells tell</legend>
<label><input type="radio" name="cells" value="images" checked> images</label>
<label><input type="radio" name="cells" value="share" class="by-share"> share of the actual class, %</label>
</fieldset>`;

const shades = "blue on the diagonal, where the model was right, orange elsewhere";

/** Rows are actual, columns predicted. Blue where right and orange where wrong; zeros are hidden. */
function matrix(classes: readonly string[], { confusion }: EvaluatedEvent, when: string, cells: Cells): Html {
  const most = greatest(confusion);
  const cell = (actual: number, predicted: number) => {
    const count = confusion[actual][predicted];
    if (count === 0) return html`<td></td>`;
    const share = count / sum(confusion[actual]);
    const text = `${formatWhole(count)} of ${plural(sum(confusion[actual]), "image")} of ${classes[actual]} (${formatShare(share)}) predicted as ${classes[predicted]}`;
    const content = html`<span class="count">${formatWhole(count)}</span><span class="share">${formatShare(share).replace(/\s%$/, "")}</span>`;
    return html`<td class="${actual === predicted ? "right" : "wrong"}" style="--share:${share.toFixed(3)};--part:${(count / most).toFixed(3)}" title="${text}">${linked(content, actual, predicted, cells)}</td>`;
  };
  return html`<div class="matrix">${choice}<div class="scroll" tabindex="0" role="region" aria-label="Cells by actual and predicted class"><table class="confusion">
<caption><span>Validation images by actual class (rows) and predicted class (columns), ${when}: ${shades}. Zeros are left out.${cells.size > 0 && " A cell leads to its images."}</span></caption>
<thead><tr><td></td>${classes.map(label => html`<th scope="col"><span>${name(label)}</span></th>`)}</tr></thead>
<tbody>${classes.map((label, actual) => html`<tr><th scope="row">${name(label)}</th>${classes.map((_, predicted) => cell(actual, predicted))}</tr>\n`)}</tbody>
</table></div></div>`;
}

const greatest = (counts: readonly (readonly number[])[]): number =>
  counts.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 1);

/** As a picture: by share of the row, and by images on a logarithmic scale, so that single ones are seen beside many. */
async function heatMap(classes: readonly string[], { confusion }: EvaluatedEvent, when: string): Promise<Html> {
  const most = Math.log1p(greatest(confusion));
  const shares = confusion.map(row => {
    const total = sum(row) || 1;
    return row.map(count => count / total);
  });
  const counts = confusion.map(row => row.map(count => Math.log1p(count) / most));
  const each = classesOfSquare(classes.length);
  const label = `Confusion matrix of ${classes.length} classes`;
  const [byCount, byShare] = [
    await drawHeatMap(`${label}, images`, classes, counts),
    await drawHeatMap(`${label}, shares`, classes, shares),
  ];
  return html`<div class="matrix">${choice}<figure class="heat-map"><div class="count">${svgOf(byCount)}</div><div class="share">${svgOf(byShare)}</div><figcaption><p>Validation images by actual class (down) and predicted class (across), ${when}: ${shades}.${each > 1 && ` A square stands for ${each} by ${each} classes, and shows the greatest of its cells.`} <span class="count">The more images, the stronger, on a logarithmic scale.</span><span class="share">The greater the share of the row, the stronger.</span></p></figcaption></figure></div>`;
}

const linked = (content: Content, actual: number, predicted: number, cells: Cells): Content =>
  cells.has(cellKey(actual, predicted)) ? html`<a class="to-cell" href="#cell-${cellKey(actual, predicted)}">${content}</a>` : content;

function pairs(classes: readonly string[], counts: readonly (readonly number[])[], when: string, cells: Cells): Html {
  const all = mostConfused(counts);
  if (all.length === 0) return html`<p>No validation image of the ${classes.length} classes was predicted as another class ${when}.</p>`;
  const shown = all.slice(0, pairsShown);
  const rest = all.length > shown.length ? ` The ${shown.length} most confused of ${formatWhole(all.length)} pairs.` : "";
  return html`<h3>Most confused</h3>${table(
    `Classes predicted as another ${when}, most often first.${rest}`,
    [
      { title: "actual", header: true, cell: ({ actual }) => name(classes[actual]) },
      { title: "predicted", cell: ({ predicted }) => name(classes[predicted]) },
      { title: "images", numeric: true, cell: ({ actual, predicted, count }) => linked(formatWhole(count), actual, predicted, cells) },
      { title: "of the class", numeric: true, cell: ({ actual, count }) => formatShare(count / sum(counts[actual])) },
    ],
    shown,
  )}`;
}

/** The images that cells lead to, folded up: a cell opens its own. */
async function imagesOf(cells: Cells, run: RunRecord): Promise<Html | null> {
  const filled = [...cells.values()].filter(({ images }) => images.length > 0);
  if (filled.length === 0) return null;
  const groups: Html[] = [];
  for (const cell of filled) groups.push(await groupOf(cell, run));
  return html`<details class="cells"><summary>Images of the cells</summary>${groups}</details>`;
}

async function groupOf({ actual, predicted, count, images }: Cell, run: RunRecord): Promise<Html> {
  const { classes } = run.plan.data;
  const [is, taken] = [name(classes[actual]), name(classes[predicted])];
  const figures = await Promise.all(images.map(image => figureOf(image, run)));
  const left = count - images.length;
  return html`<div class="cell" id="cell-${cellKey(actual, predicted)}" tabindex="-1"><h4>${actual === predicted ? html`${is}, right` : html`${is} predicted as ${taken}`}: ${plural(count, "image")}</h4>
<div class="thumbnails">${figures}</div>${left > 0 && html`<p class="quiet">The ${images.length} with the greatest loss; the run folder has the other ${formatWhole(left)} in <code>evaluations</code>.</p>`}</div>\n`;
}

async function figureOf({ path, probability, loss }: Prediction, { plan, images }: RunRecord): Promise<Html> {
  const place = placeOf(path, plan);
  const image = await smallImage(images, path, { alt: place, side: imageSide });
  return html`<figure>${image ?? html`<p class="gone">cannot be read any more</p>`}<figcaption>${fileName(place)}<br>${formatShare(probability)} sure${loss !== undefined && `, loss ${loss.toFixed(2)}`}</figcaption></figure>`;
}
