import { relative } from "node:path";
import { html, name } from "../html.ts";
import type { Section } from "../record.ts";

export const pictures: Section = {
  title: "Pictures",
  async draw({ folder, pictures, images }) {
    const drawn = await Promise.all(
      pictures.map(async ({ title, file, caption, alt = title }) => {
        const image = await images.picture(file);
        return html`<figure>
${image ? html`<img class="picture" src="${image.uri}" width="${image.width}" height="${image.height}" alt="${alt}">` : html`<p>The picture cannot be read any more.</p>`}
<figcaption><p>${caption}</p><p class="quiet"><code>${name(relative(folder, file))}</code></p></figcaption>
</figure>`;
      }),
    );
    return drawn.length > 0 ? html`${drawn}` : null;
  },
};
