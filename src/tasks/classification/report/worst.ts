import { fileName, type Html, html, name } from "../../../report/html.ts";
import { formatScore, formatShare } from "../../../report/numbers.ts";
import { afterStep, placeOf, type RunRecord, type Section } from "../../../report/record.ts";
import { cardImage } from "../../../report/small_image.ts";
import type { Prediction } from "../prediction.ts";

/** The validation images that the last evaluation was wrong about, greatest loss first; where none was wrong, the least sure. */
export const worst: Section = {
  title: "Images that it was most wrong about",
  async draw(run) {
    const { plan, events } = run;
    const last = events.evaluated.at(-1);
    if (!last || last.worst.length === 0) return null;
    const wrong = last.worst.filter(({ actual, predicted }) => actual !== predicted);
    const cards = await Promise.all((wrong.length > 0 ? wrong : last.worst).map(image => card(image, run)));
    const when = afterStep(plan, last.step);
    const what =
      wrong.length > 0
        ? `Validation images that the model took for another class ${when}, greatest loss first.`
        : `None was wrong ${when}; the least sure:`;
    return html`<p>${what}</p><div class="cards">${cards}</div>`;
  },
};

async function card(image: Prediction, { plan, images }: RunRecord): Promise<Html> {
  const { path, actual, predicted, probability, loss } = image;
  const place = placeOf(path, plan);
  return html`<figure>
${await cardImage(images, path, `${place}: ${actual}, predicted as ${predicted}`)}
<figcaption>
<p><strong>${name(actual ?? "unknown")}</strong></p>
<p>predicted ${name(predicted)}, ${formatShare(probability)}${actual === predicted && ": right"}</p>
<p class="quiet">loss ${formatScore(loss ?? null)}<br>${fileName(place)}</p>
</figcaption></figure>\n`;
}
