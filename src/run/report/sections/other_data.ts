import { formatWhole, plural } from "../../../common/units.ts";
import type { EvaluatedOnEvent, Prediction } from "../../events.ts";
import { thumbnail } from "../embed.ts";
import { type Html, html, name } from "../html.ts";
import { formatPercentile, formatScore, formatShare } from "../numbers.ts";
import { placeOf, type RunRecord, type Section, stepName } from "../record.ts";
import { facts, folded, table } from "../table.ts";

/** Above so many classes their table is folded up. */
const openUpTo = 12;

/** What the model does with data that it has not learned from: `evaluate on`. */
export const otherData: Section = {
  title: "Other data",
  async draw({ plan, elsewhere }) {
    const parts = await Promise.all(elsewhere.map(event => part(event, plan)));
    return parts.length > 0 ? html`${parts}` : null;
  },
};

async function part(event: EvaluatedOnEvent, plan: RunRecord["plan"]): Promise<Html> {
  const { step, images, learned, loss, metrics, domain, worst } = event;
  const cards = await Promise.all(worst.map(image => card(image, plan)));
  const share = (some: { images: number; of: number }) => `${formatWhole(some.images)} of ${plural(some.of, "image")}`;
  return html`<h3>Step ${stepName(plan, step)} on ${name(event.name)}</h3>${facts({
    images: `${formatWhole(images)}${domain.outOfDomain ? ", out of domain" : learned === images ? "" : `, ${formatWhole(learned)} of them of a class that is learned`}`,
    loss: loss === null ? null : formatScore(loss),
    ...Object.fromEntries(Object.entries(metrics).map(([metric, value]) => [metric, formatScore(value)])),
    "unlike the training images": `${share(domain.unlike)}; of the validation images ${share(domain.validUnlike)}`,
    ...(domain.outOfDomain && {
      "told from the validation images (AUROC)": `by distance ${formatScore(domain.auroc.distance)}, by energy ${formatScore(domain.auroc.energy)}`,
    }),
  })}${event.classes.length > 0 ? takenPart(event, plan) : null}${
    cards.length > 0
      ? html`<p>${domain.outOfDomain ? "The images that lie nearest to the training images, nearest first." : "The images with the greatest loss, greatest first."}</p><div class="cards">${cards}</div>`
      : null
  }`;
}

/** Of each class how many images are right, and what most others are taken for. */
function takenPart({ classes, confusion, matches }: EvaluatedOnEvent, { data }: RunRecord["plan"]): Html {
  const rows = classes.map((label, i) => {
    const total = confusion[i].reduce((sum, count) => sum + count, 0);
    const own = matches[i];
    const others = confusion[i].map((count, c) => ({ count, c })).filter(({ count, c }) => count > 0 && c !== own);
    const most = others.sort((a, b) => b.count - a.count)[0];
    return { label, total, right: own === null ? null : confusion[i][own], most };
  });
  return folded(
    plural(classes.length, "class", "classes"),
    classes.length > openUpTo,
    table(
      "What the images of each class are taken for",
      [
        { title: "class", header: true, cell: ({ label }) => name(label) },
        { title: "images", numeric: true, cell: ({ total }) => formatWhole(total) },
        { title: "right", numeric: true, cell: ({ right }) => (right === null ? "not learned" : formatWhole(right)) },
        {
          title: "most others taken for",
          cell: ({ most }) => (most ? html`${name(data.classes[most.c])} (${formatWhole(most.count)})` : "–"),
        },
      ],
      rows,
    ),
  );
}

async function card({ path, actual, predicted, probability, loss, domain }: Prediction, plan: RunRecord["plan"]): Promise<Html> {
  const place = placeOf(path, plan);
  const uri = await thumbnail(path);
  const seen = actual === null ? "seen as" : actual === predicted ? `${actual}, rightly seen as` : `${actual}, taken for`;
  const far = domain ? html`<br>farther than ${formatPercentile(domain.distancePercentile)} of the validation images` : null;
  return html`<figure>
${uri ? html`<img class="thumbnail" src="${uri}" alt="${place}: ${seen} ${predicted}">` : html`<p class="thumbnail">cannot be read any more</p>`}
<figcaption>${seen} ${name(predicted)}, ${formatShare(probability)}${loss === undefined ? null : html`<br>loss ${formatScore(loss)}`}${far}</figcaption></figure>`;
}
