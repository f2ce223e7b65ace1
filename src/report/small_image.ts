import type { ImageSource } from "./embed.ts";
import { type Html, html } from "./html.ts";

/** Side of an image that a card shows, pixels: twice of what it takes there, as it may be enlarged. */
const cardSide = 256;

/** An image, small, that the page's script shows larger, with what `says` says below; null where it cannot be read any more. */
export async function smallImage(
  images: ImageSource,
  path: string,
  look: { alt: string; class?: string; side?: number; says?: string },
): Promise<Html | null> {
  const [uri, large] = await Promise.all([images.thumbnail(path, look.side), images.large(path)]);
  if (!uri) return null;
  return html`<img${look.class ? html` class="${look.class}"` : null} src="${uri}"${large ? html` data-large="${large}"` : null}${look.says ? html` data-says="${look.says}"` : null} alt="${look.alt}" loading="lazy">`;
}

/** That of a card, or what stands in its place. */
export const cardImage = async (images: ImageSource, path: string, alt: string): Promise<Html> =>
  (await smallImage(images, path, { alt, class: "thumbnail", side: cardSide })) ?? html`<p class="thumbnail">cannot be read any more</p>`;
