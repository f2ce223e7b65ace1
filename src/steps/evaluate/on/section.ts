import { formatWhole, plural } from "../../../common/units.ts";
import type { EvaluatedOnEvent } from "../../../events/evaluated_on.ts";
import { fileName, type Html, html, name } from "../../../report/html.ts";
import { formatPercentile, formatScore, formatShare } from "../../../report/numbers.ts";
import { placeOf, type RunRecord, type Section, stepName } from "../../../report/record.ts";
import { cardImage } from "../../../report/small_image.ts";
import { facts } from "../../../report/table.ts";
import type { Prediction } from "../../../tasks/classification/prediction.ts";
import { taskReportOf } from "../../../tasks/report/index.ts";

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
      "distinguished from the validation images (AUROC)": `by distance ${formatScore(domain.auroc.distance)}, by energy ${formatScore(domain.auroc.energy)}`,
    }),
  })}${taskReportOf(plan).otherPart(event, plan)}${await cards(
    domain.outOfDomain
      ? "The images that lie nearest to the training images, nearest first."
      : "The images with the greatest loss, greatest first.",
    worst,
    run,
  )}${await cards("The first images whose class is not learned.", notLearned, run)}`;
}

const cards = async (title: string, images: readonly Prediction[], run: RunRecord): Promise<Html | null> =>
  images.length > 0 ? html`<p>${title}</p><div class="cards">${await Promise.all(images.map(image => card(image, run)))}</div>` : null;

async function card({ path, actual, predicted, probability, loss, domain }: Prediction, { plan, images }: RunRecord): Promise<Html> {
  const place = placeOf(path, plan);
  const seen = actual === null ? "seen as" : actual === predicted ? `${actual}, rightly seen as` : `${actual}, predicted as`;
  const far = domain ? html`<br>farther than ${formatPercentile(domain.distancePercentile)} of the validation images` : null;
  return html`<figure>
${await cardImage(images, path, `${place}: ${seen} ${predicted}`)}
<figcaption><p>${seen} ${name(predicted)}, ${formatShare(probability)}</p><p class="quiet">${loss === undefined ? null : html`loss ${formatScore(loss)}<br>`}${fileName(place)}${far}</p></figcaption></figure>`;
}
