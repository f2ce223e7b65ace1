import { element } from "../../serve/page/element.ts";
import { button } from "./button.ts";
import { openDialog } from "./dialog.ts";

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
    const says = saidOf(image);
    const large = new Image();
    large.addEventListener("load", () => showPhoto(large, says));
    large.addEventListener("error", () => showPhoto(image, says));
    Object.assign(large, { alt: image.alt, src: image.dataset.large ?? image.src });
  });
}

/** What the page says of a small image: its caption, with class and probability; in a table, what its row says. */
function saidOf(image: HTMLImageElement): string {
  const caption = image.closest("figure")?.querySelector<HTMLElement>("figcaption")?.innerText;
  const row = image.closest("tr")?.querySelector("th")?.textContent;
  return (caption ?? [row, image.dataset.says].filter(Boolean).join(": ")).replace(/\s*\n\s*/g, "; ").trim();
}

const fitOf = ({ naturalWidth, naturalHeight }: HTMLImageElement): number =>
  Math.min((room.width * innerWidth) / naturalWidth, (room.height * innerHeight) / naturalHeight);

/** A drawing grows by whole pixels, so that none is blurred. */
const showLarge = (picture: HTMLImageElement): void => show(picture, Math.max(1, Math.floor(fitOf(picture))), "drawing");

/** A photo has its own size, as far as the window has room; one that is hardly larger than its thumbnail grows to this side. */
const leastSide = 256;
function showPhoto(photo: HTMLImageElement, says: string): void {
  const grown = Math.max(1, Math.floor(leastSide / Math.max(photo.naturalWidth, photo.naturalHeight)));
  show(photo, Math.min(grown, fitOf(photo)), "photo", says);
}

function show({ src, alt, naturalWidth, naturalHeight }: HTMLImageElement, factor: number, kind: string, says = ""): void {
  const [width, height] = [naturalWidth, naturalHeight].map(side => Math.round(factor * side));
  const copy = element("img", { src, alt, class: kind, width, height });
  const frame = element("div", { class: "frame", tabindex: 0, role: "region", "aria-label": "The picture" }, copy);
  if (says) frame.append(element("p", { class: "says" }, says));
  openDialog({ class: "picture-dialog", "aria-label": "Picture at full size" }, frame);
}

/** Opens an animation, once, unless the person has asked for less motion. */
export function animate(folded: HTMLDetailsElement): void {
  if (folded.hasAttribute("data-met")) return;
  folded.setAttribute("data-met", "");
  folded.open = !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
