import { extname, relative } from "node:path";
import type { PictureEvent } from "../events/picture.ts";
import type { StepName } from "../steps/specs.ts";
import { type Html, html, name } from "./html.ts";
import type { RunRecord, Section } from "./record.ts";
import { learnedBy, stepHeading } from "./step_text.ts";

/** The pictures of all steps of some kinds, each step under a heading of its own; side by side if `abreast`. */
export const picturesOf = (title: string, isOfThem: (kind: StepName) => boolean, abreast = false): Section => ({
  title,
  showsPictures: true,
  async draw(run) {
    const drawn = run.events.picture.filter(({ step }) => isOfThem(run.plan.steps[step].kind));
    const parts = [...new Set(drawn.map(({ step }) => step))].map(async step => {
      const own = drawn.filter(picture => picture.step === step);
      return html`<div><h3>${stepHeading(run.plan, step)}</h3>${await Promise.all(own.map(picture => drawing(picture, run)))}</div>\n`;
    });
    if (parts.length === 0) return null;
    return abreast && parts.length > 1 ? html`<div class="two">${await Promise.all(parts)}</div>` : html`${await Promise.all(parts)}`;
  },
});

export async function drawing(picture: PictureEvent, { folder, plan, images }: RunRecord): Promise<Html> {
  const { step, title, file, caption, alt = title } = picture;
  const image = await images.picture(file);
  // The same layer may be drawn before training and after.
  const seen = `Step ${step + 1}${learnedBy(plan, step)}: ${alt}`;
  const figure = html`<figure>
${image ? html`<img class="picture" src="${image.uri}" width="${image.width}" height="${image.height}" alt="${seen}">` : html`<p>The picture cannot be read any more.</p>`}
<figcaption><p>${caption}</p><p class="quiet"><code>${name(relative(folder, file))}</code></p></figcaption>
</figure>`;
  // Folded up it stands still: the page's script opens it for those who have not asked for less motion.
  return isAnimation(file) ? html`<details class="animation"><summary>Animation: ${title}</summary>${figure}</details>` : figure;
}

/** Of what is drawn, animations alone are WebP. */
const isAnimation = (file: string): boolean => extname(file) === ".webp";
