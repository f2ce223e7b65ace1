import { dirname, join } from "node:path";
import { createColors } from "picocolors";
import { plural } from "../common/units.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { Lines } from "./lines.ts";
import type { Span } from "./span.ts";
import { visible } from "./words.ts";

/**
 * Diagnostics as people read them, a blank line between two, the first hundred:
 *
 *     pets.exp:3:27 error unknown-metric: `eror_rate` is not a metric
 *     3 | fine_tune 1 epochs metric eror_rate
 *       |                           ^^^^^^^^^ did you mean `error_rate`?
 */
export function render(diagnostics: readonly Diagnostic[], source: string, file: string, { color = false } = {}): string {
  const placeOf = places(source, file);
  const shown = diagnostics.slice(0, mostShown).map(diagnostic => renderOne(diagnostic, ...placeOf(diagnostic), createColors(color)));
  const more = diagnostics.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${plural(more, "more mistake")}`] : [])].join("\n\n");
}

/** More mistakes than anybody reads at once; most of them come from one. */
const mostShown = 100;

/** The lines and the name of the file that a diagnostic is in: that which is checked, or one that it includes. */
function places(source: string, file: string): (diagnostic: Diagnostic) => [Lines, string] {
  const own: [Lines, string] = [new Lines(source), file];
  const others = new Map<string, [Lines, string]>();
  return ({ included }) => {
    if (!included) return own;
    const { path, text } = included;
    const known = others.get(path) ?? [new Lines(text), join(dirname(file), path)];
    others.set(path, known);
    return known;
  };
}

function renderOne(
  { code, severity, message, span, hint }: Diagnostic,
  lines: Lines,
  file: string,
  paint: ReturnType<typeof createColors>,
): string {
  const { line, column } = lines.at(span.start);
  const strong = severity === "error" ? paint.red : paint.yellow;
  const { text, before, width } = excerpt(lines.text(line), span.start - lines.start(line), span.end - lines.start(line));
  const number = String(line);
  const margin = `${" ".repeat(number.length)} ${paint.dim("|")} `;
  const carets = strong("^".repeat(Math.max(1, width)));
  return [
    `${paint.bold(`${visible(file)}:${line}:${column}`)} ${strong(severity)} ${paint.dim(`${code}:`)} ${message}`,
    `${paint.dim(`${number} |`)} ${text}`.trimEnd(),
    `${margin}${" ".repeat(before)}${carets}${hint ? ` ${hint}` : ""}`,
  ].join("\n");
}

/** Widest excerpt, in columns. */
const room = 160;
/** What is farther away, in UTF-16 units, is beyond the excerpt: a line may have a million. */
const farthest = 400;

/** The line as it is shown, and where the carets go: columns before them, and their width within the line. */
function excerpt(line: string, start: number, end: number): { text: string; before: number; width: number } {
  const until = Math.max(start, Math.min(end, line.length));
  const [before, marked, after] = [
    line.slice(Math.max(0, start - farthest), start),
    line.slice(start, Math.min(until, start + farthest)),
    line.slice(until, until + farthest),
  ].map(plain);
  const [a, b] = [columns(before), columns(marked)];
  if (a + b + columns(after) <= room) return { text: before + marked + after, before: a, width: b };
  const head = a > room / 2 ? `…${takeLast(before, room / 4)}` : before;
  const middle = b > room / 2 ? `${take(marked, room / 2)}…` : marked;
  const left = Math.max(0, room - columns(head) - columns(middle));
  const tail = columns(after) > left ? `${take(after, left)}…` : after;
  return { text: head + middle + tail, before: columns(head), width: columns(middle) };
}

/** A tab takes four columns wherever it stands, so that carets stand below what they mark in every terminal. */
const plain = (text: string): string => visible(text.replaceAll("\t", "    "));

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const graphemes = (text: string): string[] =>
  isPlain(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment);
/** Letters, quotes, dots and pictures of control characters, of one column each, that never join: most texts, in a fraction of the time. */
const isPlain = (text: string): boolean => /^[ -~\u00a1-\u02ff\u2010-\u2027\u2400-\u2426]*$/.test(text);

/** Columns that a terminal takes for the text: East Asian wide characters and emoji take two, combining marks none. */
export const columns = (text: string): number =>
  isPlain(text) ? text.length : graphemes(text).reduce((sum, grapheme) => sum + graphemeColumns(grapheme), 0);

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const graphemeColumns = (grapheme: string): number =>
  wide.test(grapheme) ? 2 : /^[\p{Mn}\p{Me}\u200b-\u200f\u2060]+$/u.test(grapheme) ? 0 : 1;

/** As many of these graphemes, from the first on, as fit into a width. */
function taken(all: readonly string[], width: number): string[] {
  let columns = 0;
  const past = all.findIndex(grapheme => {
    columns += graphemeColumns(grapheme);
    return columns > width;
  });
  return past < 0 ? [...all] : all.slice(0, past);
}
const take = (text: string, width: number): string => taken(graphemes(text), width).join("");
const takeLast = (text: string, width: number): string => taken(graphemes(text).reverse(), width).reverse().join("");

/** A diagnostic as `--json` gives it. Offsets are UTF-16 units from 0, lines and columns count from 1. */
export interface DiagnosticJson extends Omit<Diagnostic, "span" | "hint" | "fix" | "included"> {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  start: number;
  end: number;
  hint: string | null;
  fix: { title: string; start: number; end: number; text: string } | null;
}

export function toJson(diagnostics: readonly Diagnostic[], source: string, file: string): DiagnosticJson[] {
  const placeOf = places(source, file);
  const place = ({ start, end }: Span) => ({ start, end });
  return diagnostics.map(diagnostic => {
    const { code, severity, message, span, hint, fix } = diagnostic;
    const [lines, file] = placeOf(diagnostic);
    const { line, column } = lines.at(span.start);
    const { line: endLine, column: endColumn } = lines.at(span.end);
    return {
      file,
      line,
      column,
      endLine,
      endColumn,
      ...place(span),
      code,
      severity,
      message,
      hint: hint ?? null,
      fix: fix ? { title: fix.title, ...place(fix.span), text: fix.text } : null,
    };
  });
}
