import { openDialog } from "./dialog.ts";

/** Opens the images of a cell over the page; without a script its link leads to them. */
export function openCells(): void {
  document.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a.to-cell");
    const images = link && document.getElementById(link.hash.slice(1));
    if (!images || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(images);
  });
  // A link from elsewhere leads into what is folded up.
  const unfold = () => {
    const target = location.hash.startsWith("#cell-") && document.getElementById(location.hash.slice(1));
    if (!target) return;
    target.closest("details")!.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
}

function open(images: HTMLElement): void {
  const copy = images.cloneNode(true) as HTMLElement;
  copy.removeAttribute("id");
  const title = copy.querySelector("h4")!;
  title.id = "cell-title";
  openDialog({ class: "cell-dialog", "aria-labelledby": title.id }, copy);
}
