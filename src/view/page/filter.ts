import { element } from "../../serve/page/element.ts";

/** Lets the runs of a list be narrowed down by a text, and compared once two are chosen. */
export function filterable(form: HTMLFormElement): void {
  const rows = [...form.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  const line = form.querySelector(".tools-line");
  const compare = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!line || !compare) return;
  const search = element("input", { type: "search", placeholder: "Filter", "aria-label": "Filter the runs" });
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/);
    for (const row of rows) row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word));
  });
  // Enter narrows down, and compares nothing.
  search.addEventListener("keydown", event => {
    if (event.key === "Enter") event.preventDefault();
  });
  line.append(search);
  const count = () => {
    const chosen = form.querySelectorAll("input[name=run]:checked").length;
    compare.disabled = chosen < 2;
    line.querySelector(".quiet")!.textContent = chosen < 2 ? "choose two or more to compare" : `${chosen} runs`;
  };
  form.addEventListener("change", count);
  count();
}
