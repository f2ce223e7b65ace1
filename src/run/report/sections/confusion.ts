import { sum } from "../../../common/sum.ts";
import { plural } from "../../../common/units.ts";
import { type Html, html, name } from "../html.ts";
import { formatShare } from "../numbers.ts";
import { afterStep, type Section } from "../record.ts";
import { table } from "../table.ts";

/** Above so many classes the whole matrix is too wide to read. */
const classesShown = 30;
/** Pairs listed in its place. */
const pairsShown = 30;

/** What the last evaluation took for what. */
export const confusion: Section = {
  title: "Confusion matrix",
  draw({ plan, evaluations }) {
    const last = evaluations.at(-1);
    if (!last) return null;
    const { classes } = plan.data;
    const draw = classes.length <= classesShown ? matrix : pairs;
    return draw(classes, last.confusion, afterStep(plan, last.step));
  },
};

/** Rows are actual, columns predicted. Shades tell the share of the row, blue where right and orange where wrong; zeros are hidden. */
function matrix(classes: string[], counts: number[][], when: string): Html {
  const cell = (actual: number, predicted: number) => {
    const count = counts[actual][predicted];
    if (count === 0) return html`<td></td>`;
    const total = sum(counts[actual]);
    const share = (count / total).toFixed(3);
    const text = `${count} of ${plural(total, "image")} of ${classes[actual]} (${formatShare(count / total)}) taken for ${classes[predicted]}`;
    return html`<td class="${actual === predicted ? "right" : "wrong"}" style="--share:${share}" title="${text}">${count}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="confusion">
<caption>Validation images by actual class (rows) and predicted class (columns), ${when}. The shade is the share of the row: blue on the diagonal, where the model was right, orange elsewhere. Zeros are left out.</caption>
<thead><tr><td></td>${classes.map(label => html`<th scope="col"><span>${name(label)}</span></th>`)}</tr></thead>
<tbody>${classes.map((label, actual) => html`<tr><th scope="row">${name(label)}</th>${classes.map((_, predicted) => cell(actual, predicted))}</tr>\n`)}</tbody>
</table></div>`;
}

interface Pair {
  actual: number;
  predicted: number;
  count: number;
}

/** The pairs of classes most often confused, most often first; in the order of the classes where they are even. */
export function mostConfused(counts: number[][]): Pair[] {
  const all = counts.flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })));
  return all.filter(({ actual, predicted, count }) => actual !== predicted && count > 0).sort((a, b) => b.count - a.count);
}

function pairs(classes: string[], counts: number[][], when: string): Html {
  const all = mostConfused(counts);
  if (all.length === 0) return html`<p>No validation image of the ${classes.length} classes was taken for another class ${when}.</p>`;
  const shown = all.slice(0, pairsShown);
  const rest = all.length > shown.length ? ` The ${shown.length} most confused of ${all.length} pairs.` : "";
  return table(
    `Classes taken for another ${when}, most often first; the whole matrix of ${classes.length} classes would be too wide.${rest}`,
    [
      { title: "actual", header: true, cell: ({ actual }) => name(classes[actual]) },
      { title: "predicted", cell: ({ predicted }) => name(classes[predicted]) },
      { title: "images", numeric: true, cell: ({ count }) => count },
      { title: "of the class", numeric: true, cell: ({ actual, count }) => formatShare(count / sum(counts[actual])) },
    ],
    shown,
  );
}
