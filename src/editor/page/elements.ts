import { element } from "../../serve/page/element.ts";

/** An element of index.html. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found as T;
}

/** Lines of text, each wrapped under its own indentation. */
export const linesOf = (lines: readonly string[]): HTMLElement =>
  element(
    "div",
    { class: "lines" },
    ...lines.map(line => {
      const text = line.trimStart();
      const made = element("div", {}, text);
      made.style.paddingInlineStart = `${line.length - text.length + 2}ch`;
      made.style.textIndent = "-2ch";
      return made;
    }),
  );

/** A table that columns name; cells are filled in later. */
export function tableOf(caption: string, columns: readonly string[]): { table: HTMLElement; add(cells: readonly string[]): void } {
  const body = element("tbody");
  const head = columns.map(column => element("th", { scope: "col" }, column));
  const table = element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...head)), body);
  return {
    table: element("div", { class: "scroll" }, table),
    add: cells => body.append(element("tr", {}, ...cells.map(cell => element("td", {}, cell)))),
  };
}
