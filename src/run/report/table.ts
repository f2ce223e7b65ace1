import { type Content, type Html, html } from "./html.ts";

export interface Column<Row> {
  title: string;
  cell(row: Row, index: number): Content;
  /** Set right, in figures of one width. */
  numeric?: boolean;
  /** Names the row, for those who hear the table. */
  header?: boolean;
}

export const table = <Row>(
  caption: Content,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Html => html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title, numeric }) => html`<th scope="col"${numeric ? numericClass : null}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((row, i) => html`<tr>${columns.map(column => cellOf(column, row, i))}</tr>\n`)}</tbody>
</table></div>`;

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
