import { openCells } from "./cells.ts";
import { enliven } from "./chart.ts";
import { reachable } from "./scrolling.ts";
import { sortable } from "./sorting.ts";

/** The script of report.html: the page says all without it. */
for (const figure of document.querySelectorAll<HTMLElement>("figure.chart")) enliven(figure);
for (const table of document.querySelectorAll<HTMLTableElement>("table.sortable")) sortable(table);
reachable([...document.querySelectorAll<HTMLElement>("pre, .scroll, figure")]);
openCells();
