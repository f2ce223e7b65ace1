import { element } from "../../serve/page/element.ts";
import { button } from "./button.ts";

/** Shows something over the page until it is closed: by its button, by Escape, or by a click on what lies behind it. */
export function openDialog(attributes: { class: string; "aria-label"?: string; "aria-labelledby"?: string }, content: Node): void {
  const dialog = element("dialog", attributes);
  dialog.append(
    button("×", "Close", () => dialog.close()),
    content,
  );
  dialog.addEventListener("click", event => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
