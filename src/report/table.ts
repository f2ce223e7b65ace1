import { type Content, type Html, html } from "./html.ts";

export interface Column<Row> {
  title: string;
  cell(row: Row, index: number): Content;
  /** Set right, in figures of one width. */
  numeric?: boolean;
  /** Names the row, for those who hear the table. */
  header?: boolean;
  /** Gets room for some words before they are broken into lines. */
  wide?: boolean;
  /** What rows are put in order by, where that is not what the cell says. */
  key?(row: Row): number | string;
}

interface TableOptions<Row> {
  /** Whether the page may put the rows in another order. */
  sortable?: boolean;
  /** A last row that is about all others. */
  total?: Row;
}

export const table = <Row>(
  caption: Content,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { sortable = false, total }: TableOptions<Row> = {},
): Html => html`<div class="scroll"><table${sortable && html` class="sortable"`}>
<caption><span>${caption}</span></caption>
<thead><tr>${columns.map(headOf)}</tr></thead>
<tbody>${rows.map((row, i) => rowOf(columns, row, i))}</tbody>
${total !== undefined && html`<tfoot>${rowOf(columns, total, rows.length)}</tfoot>`}</table></div>`;

/** A column without a title has no head, which would be empty to those who hear it. */
const headOf = <Row>(column: Column<Row>): Html =>
  column.title === "" ? html`<td></td>` : html`<th scope="col"${classOf(column)}>${column.title}</th>`;

const rowOf = <Row>(columns: readonly Column<Row>[], row: Row, index: number): Html =>
  html`<tr>${columns.map(column => cellOf(column, row, index))}</tr>\n`;

function cellOf<Row>(column: Column<Row>, row: Row, index: number): Html {
  const content = column.cell(row, index);
  const key = column.key && html` data-value="${column.key(row)}"`;
  return column.header
    ? html`<th scope="row"${classOf(column)}${key ?? null}>${content}</th>`
    : html`<td${classOf(column)}${key ?? null}>${content}</td>`;
}

const classOf = <Row>({ numeric, wide }: Column<Row>): Html | null =>
  numeric ? html` class="numeric"` : wide ? html` class="wide"` : null;

/** Terms and what they are, two columns; terms without content are left out. */
export const facts = (entries: Record<string, Content>): Html =>
  html`<dl>${Object.entries(entries)
    .filter(([, content]) => content !== null)
    .map(([term, content]) => html`<dt>${term}</dt><dd>${content}</dd>\n`)}</dl>`;

/** A long table is folded up under a summary. */
export const folded = (summary: string, long: boolean, content: Html): Html =>
  long ? html`<details><summary>${summary}</summary>${content}</details>` : content;
