import { formatWhole, plural } from "../../../common/units.ts";
import type { EvaluatedOnEvent } from "../../../events/evaluated_on.ts";
import { fileName, type Html, html, name } from "../../../report/html.ts";
import { formatPercentile, formatScore, formatShare } from "../../../report/numbers.ts";
import { placeOf, type RunRecord, type Section, stepName } from "../../../report/record.ts";
import { cardImage } from "../../../report/small_image.ts";
import { facts, folded, table } from "../../../report/table.ts";
import type { Prediction } from "../../../tasks/classification/prediction.ts";

/** Above so many classes their table is folded up. */
const openUpTo = 12;

/** What the model does with data that it has not learned from: `evaluate on`. */
export const evaluatedOn: Section = {
  title: "Other data",
  async draw(run) {
    const parts = await Promise.all(run.events.evaluated_on.map(event => part(event, run)));
    return parts.length > 0 ? html`${parts}` : null;
  },
};

async function part(event: EvaluatedOnEvent, run: RunRecord): Promise<Html> {
  const { plan } = run;
  const { step, images, learned, loss, metrics, domain, worst, notLearned = [] } = event;
  const share = (some: { images: number; of: number }) => `${formatWhole(some.images)} of ${plural(some.of, "image")}`;
  return html`<h3>Step ${stepName(plan, step)} on ${name(event.name)}</h3>${facts({
    images: `${formatWhole(images)}${domain.outOfDomain ? ", out of domain" : learned === images ? "" : `, ${formatWhole(learned)} of them of a class that is learned`}`,
    loss: learned > 0 ? formatScore(loss) : null,
    ...Object.fromEntries(Object.entries(metrics).map(([metric, value]) => [metric, formatScore(value)])),
    "unlike the training images": `${share(domain.unlike)}; of the validation images ${share(domain.validUnlike)}`,
    ...(domain.outOfDomain && {
      "told from the validation images (AUROC)": `by distance ${formatScore(domain.auroc.distance)}, by energy ${formatScore(domain.auroc.energy)}`,
    }),
  })}${event.classes.length > 0 ? takenPart(event, plan) : null}${await cards(
    domain.outOfDomain
      ? "The images that lie nearest to the training images, nearest first."
      : "The images with the greatest loss, greatest first.",
    worst,
    run,
  )}${await cards("The first images whose class is not learned.", notLearned, run)}`;
}

const cards = async (title: string, images: readonly Prediction[], run: RunRecord): Promise<Html | null> =>
  images.length > 0 ? html`<p>${title}</p><div class="cards">${await Promise.all(images.map(image => card(image, run)))}</div>` : null;

/** Of each class how many images are right, and what most others are predicted as. */
function takenPart({ classes, confusion, matches }: EvaluatedOnEvent, { data }: RunRecord["plan"]): Html {
  const rows = classes.map((label, i) => {
    const total = confusion[i].reduce((sum, count) => sum + count, 0);
    // A journal gives back NaN for null.
    const own = Number.isInteger(matches[i]) ? matches[i] : null;
    const others = confusion[i].map((count, c) => ({ count, c })).filter(({ count, c }) => count > 0 && c !== own);
    const most = others.sort((a, b) => b.count - a.count)[0];
    return { label, total, right: own === null ? null : confusion[i][own], most };
  });
  return folded(
    plural(classes.length, "class", "classes"),
    classes.length > openUpTo,
    table(
      "What the images of each class are predicted as",
      [
        { title: "class", header: true, cell: ({ label }) => name(label) },
        { title: "images", numeric: true, cell: ({ total }) => formatWhole(total) },
        { title: "right", numeric: true, cell: ({ right }) => (right === null ? "not learned" : formatWhole(right)) },
        {
          title: "most others predicted as",
          cell: ({ most }) => (most ? html`${name(data.classes[most.c])} (${formatWhole(most.count)})` : "–"),
        },
      ],
      rows,
    ),
  );
}

async function card({ path, actual, predicted, probability, loss, domain }: Prediction, { plan, images }: RunRecord): Promise<Html> {
  const place = placeOf(path, plan);
  const seen = actual === null ? "seen as" : actual === predicted ? `${actual}, rightly seen as` : `${actual}, predicted as`;
  const far = domain ? html`<br>farther than ${formatPercentile(domain.distancePercentile)} of the validation images` : null;
  return html`<figure>
${await cardImage(images, path, `${place}: ${seen} ${predicted}`)}
<figcaption><p>${seen} ${name(predicted)}, ${formatShare(probability)}</p><p class="quiet">${loss === undefined ? null : html`loss ${formatScore(loss)}<br>`}${fileName(place)}${far}</p></figcaption></figure>`;
}
