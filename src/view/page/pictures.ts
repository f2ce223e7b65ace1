import { openDialog } from "./dialog.ts";
import { button, element } from "./elements.ts";

/** Of the window, what a picture may take before it is scrolled. */
const room = { width: 0.9, height: 0.8 };

/** Shows a picture at full size, over the page, by a click on it or by a button below it, which the keyboard reaches. */
export function enlargeable(picture: HTMLImageElement): void {
  const show = () => showLarge(picture);
  picture.addEventListener("click", show);
  picture.classList.add("enlarges");
  const opener = button("Full size", `Full size: ${picture.alt}`, show);
  (picture.closest("figure")?.querySelector("figcaption p:last-child") ?? picture).after(opener);
}

/** Wraps small images of which there are many, so that `openSmall` shows them larger, by keyboard too. */
export function openable(image: HTMLImageElement): void {
  if (image.closest("button.opener")) return;
  // One without a text is named by its row.
  const name = image.alt || (image.closest("tr")?.querySelector("th")?.textContent ?? "");
  const opener = element("button", { type: "button", class: "opener", "aria-label": `Enlarge ${name}` });
  image.replaceWith(opener);
  opener.append(image);
}

/** One listener for all, also for those that are copied into a dialog. */
export function openSmall(): void {
  document.addEventListener("click", event => {
    const image = (event.target as Element).closest("button.opener")?.querySelector("img");
    if (!image) return;
    const large = new Image();
    large.addEventListener("load", () => showLarge(large, "photo"));
    large.addEventListener("error", () => showLarge(image, "photo"));
    Object.assign(large, { alt: image.alt, src: image.dataset.large ?? image.src });
  });
}

function showLarge({ src, alt, naturalWidth, naturalHeight }: HTMLImageElement, kind = "drawing"): void {
  // A small one grows by whole pixels, so that none is blurred.
  const fits = Math.min((room.width * innerWidth) / naturalWidth, (room.height * innerHeight) / naturalHeight);
  const factor = Math.max(1, Math.floor(fits));
  const copy = element("img", { src, alt, class: kind, width: factor * naturalWidth, height: factor * naturalHeight });
  const frame = element("div", { class: "frame", tabindex: 0, role: "region", "aria-label": "The picture" }, copy);
  openDialog({ class: "picture-dialog", "aria-label": "Picture at full size" }, frame);
}

/** Opens an animation, once, unless the person has asked for less motion. */
export function animate(folded: HTMLDetailsElement): void {
  if (folded.hasAttribute("data-met")) return;
  folded.setAttribute("data-met", "");
  folded.open = !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
