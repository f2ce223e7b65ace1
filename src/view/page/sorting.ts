import { element } from "../../serve/page/element.ts";

/** Lets the rows of a table be put in order by a column, by the buttons that its heads become. */
export function sortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!body || table.tHead?.querySelector("button.sort")) return;
  for (const [column, head] of heads.entries()) {
    if (head.textContent === "" || head.hasAttribute("data-unsorted")) continue;
    const sort = element("button", { type: "button", class: "sort" }, ...head.childNodes);
    head.replaceChildren(sort);
    sort.addEventListener("click", () => {
      const isAscending = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
      body.append(...inOrder([...body.rows], column, isAscending));
    });
  }
}

/** Puts the rows of a newer table into the order that the older one had, by the column of the same name: there may be more of them now. */
export function keepOrder(older: HTMLTableElement, newer: HTMLTableElement): void {
  const by = [...older.tHead!.rows[0].cells].find(head => head.hasAttribute("aria-sort"));
  const head = [...newer.tHead!.rows[0].cells].find(({ textContent }) => textContent === by?.textContent);
  if (!by || !head) return;
  const direction = by.getAttribute("aria-sort")!;
  head.setAttribute("aria-sort", direction);
  newer.tBodies[0].append(...inOrder([...newer.tBodies[0].rows], head.cellIndex, direction === "ascending"));
}

/** Numbers by size, texts by letter; what is empty comes last in either direction. */
function inOrder(rows: HTMLTableRowElement[], column: number, isAscending: boolean): HTMLTableRowElement[] {
  const keyed = rows.map(row => ({ row, key: keyOf(row.cells[column]) }));
  const direction = isAscending ? 1 : -1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    if (typeof a.key === "number" && typeof b.key === "number") return direction * (a.key - b.key);
    return direction * String(a.key).localeCompare(String(b.key), undefined, { numeric: true });
  });
  return keyed.map(({ row }) => row);
}

function keyOf(cell: HTMLTableCellElement): number | string | null {
  const text = cell.dataset.value ?? cell.textContent.trim();
  if (text === "" || text === "–") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
