import { withUnseen } from "../common/unseen.ts";

/** A piece of HTML, as against text, which is still to be escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand between tags. Text is escaped; `null` and `false` leave nothing. */
export type Content = Html | string | number | null | false | readonly Content[];

/** HTML from a template: everything filled in is escaped, in text and in quoted attributes, unless it is `Html` itself. */
export const html = (strings: TemplateStringsArray, ...values: Content[]): Html =>
  new Html(strings.map((piece, i) => piece + (i < values.length ? textOf(values[i]) : "")).join(""));

function textOf(value: Content): string {
  if (value instanceof Html) return value.text;
  if (typeof value === "object" && value !== null) return value.map(textOf).join("");
  return value === null || value === false ? "" : escapeText(String(value));
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Control characters, which file names may hold and HTML may not, become their pictures: U+2400 and on. Others that nobody sees become their numbers. */
const escapeText = (text: string): string =>
  withUnseen(text)
    .replace(/[&<>"']/g, character => escapes[character])
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, control => String.fromCharCode(0x2400 + control.charCodeAt(0)));

/** A name or path that people gave: its writing direction does not leak into the text around it. */
export const name = (text: string): Html => html`<bdi>${text}</bdi>`;

/** The name of a file or a run: if a line is too short for it, it breaks after a `_` or `/`. */
export const fileName = (text: string): Html =>
  html`<bdi>${text.split(/(?<=[_/])/).map((part, i) => (i === 0 ? part : html`<wbr>${part}`))}</bdi>`;

/** Joins with text between, as `join` of arrays does. */
export const joined = (items: readonly Content[], separator: string): Content =>
  items.map((item, i) => (i === 0 ? item : [separator, item]));
