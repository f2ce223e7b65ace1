import { relative } from "node:path";
import { html, name } from "../../report/html.ts";
import type { Section } from "../../report/record.ts";

/** What the model is trained on, as it sees it. */
export const trainingBatch: Section = {
  title: "Training images",
  async draw({ folder, events, images }) {
    const first = events.training_batch[0];
    if (!first) return null;
    const picture = await images.picture(first.file);
    return html`<figure>
${picture ? html`<img class="picture" src="${picture.uri}" width="${picture.width}" height="${picture.height}" alt="${first.alt}">` : html`<p>The picture cannot be read any more.</p>`}
<figcaption><p>${first.caption}</p><p class="quiet"><code>${name(relative(folder, first.file))}</code></p></figcaption>
</figure>`;
  },
};
