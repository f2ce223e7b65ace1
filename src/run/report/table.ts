import { type Content, type Html, html } from "./html.ts";

export interface Column<Row> {
  title: string;
  cell(row: Row, index: number): Content;
  /** Set right, in figures of one width. */
  numeric?: boolean;
  /** Names the row, for those who hear the table. */
  header?: boolean;
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
<caption>${caption}</caption>
<thead><tr>${columns.map(headOf)}</tr></thead>
<tbody>${rows.map((row, i) => rowOf(columns, row, i))}</tbody>
${total !== undefined && html`<tfoot>${rowOf(columns, total, rows.length)}</tfoot>`}</table></div>`;

/** A column without a title has no head, which would be empty to those who hear it. */
const headOf = <Row>({ title, numeric }: Column<Row>): Html =>
  title === "" ? html`<td></td>` : html`<th scope="col"${numeric ? numericClass : null}>${title}</th>`;

const rowOf = <Row>(columns: readonly Column<Row>[], row: Row, index: number): Html =>
  html`<tr>${columns.map(column => cellOf(column, row, index))}</tr>\n`;

const numericClass = html` class="numeric"`;

const cellOf = <Row>({ cell, numeric, header }: Column<Row>, row: Row, index: number): Html =>
  header
    ? html`<th scope="row"${numeric ? numericClass : null}>${cell(row, index)}</th>`
    : html`<td${numeric ? numericClass : null}>${cell(row, index)}</td>`;

/** Terms and what they are, two columns; terms without content are left out. */
export const facts = (entries: Record<string, Content>): Html =>
  html`<dl>${Object.entries(entries)
    .filter(([, content]) => content !== null)
    .map(([term, content]) => html`<dt>${term}</dt><dd>${content}</dd>\n`)}</dl>`;

/** A long table is folded up under a summary. */
export const folded = (summary: string, long: boolean, content: Html): Html =>
  long ? html`<details><summary>${summary}</summary>${content}</details>` : content;
