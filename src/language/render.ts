import { dirname, join } from "node:path";
import { createColors } from "picocolors";
import { columns, take, takeLast } from "../common/columns.ts";
import type { Span } from "../common/span.ts";
import { plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import { wrapLines } from "../common/wrap.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { Lines } from "./lines.ts";

export interface RenderOptions {
  color?: boolean;
  /** Columns of the terminal; infinite where it is none. */
  width?: number;
}

/**
 * Diagnostics as people read them, a blank line between two, the first hundred:
 *
 *     pets.exp:3:27 error unknown-metric: `eror_rate` is not a metric
 *     3 | fine_tune 1 epochs metric eror_rate
 *       |                           ^^^^^^^^^ did you mean `error_rate`?
 *
 * Lines end at the width. A hint that does not fit after the carets is below them.
 */
export function render(diagnostics: readonly Diagnostic[], source: string, file: string, options: RenderOptions = {}): string {
  const placeOf = places(source, file);
  const shown = diagnostics.slice(0, mostShown).map(diagnostic => renderOne(diagnostic, ...placeOf(diagnostic), options));
  const more = diagnostics.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${plural(more, "more mistake")}`] : [])].join("\n\n");
}

/** More mistakes than anybody reads at once; most of them come from one. */
const mostShown = 100;

/** The lines and the name of the file that a diagnostic is in: the checked file, or one that it includes. */
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
  { color = false, width: room = Number.POSITIVE_INFINITY }: RenderOptions,
): string {
  const paint = createColors(color);
  const { line, column } = lines.at(span.start);
  const strong = severity === "error" ? paint.red : paint.yellow;
  const number = String(line);
  const left = number.length + 3;
  const [start, end] = [span.start - lines.start(line), span.end - lines.start(line)];
  // One column is for the mark of what is cut.
  const { text, before, width } = excerpt(lines.text(line), start, end, Math.min(widestExcerpt, room - left - 1));
  const margin = `${" ".repeat(number.length)} ${paint.dim("|")} `;
  const carets = `${margin}${" ".repeat(before)}${strong("^".repeat(Math.max(1, width)))}`;
  const isBeside = hint !== undefined && left + before + Math.max(1, width) + 1 + columns(hint) <= room;
  return [
    ...wrapLines(`${paint.bold(`${visible(file)}:${line}:${column}`)} ${strong(severity)} ${paint.dim(`${code}:`)} ${message}`, room, 2),
    `${paint.dim(`${number} |`)} ${text}`.trimEnd(),
    isBeside ? `${carets} ${hint}` : carets,
    ...(hint && !isBeside ? wrapLines(hint, room - left).map(text => margin + text) : []),
  ].join("\n");
}

/** Widest excerpt, in columns. */
const widestExcerpt = 160;
/** What is farther away, in UTF-16 units, is beyond the excerpt: a line may have a million. */
const farthest = 400;

/** The line as it is shown, and where the carets go: columns before them, and their width within the line. */
function excerpt(line: string, start: number, end: number, room: number): { text: string; before: number; width: number } {
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

/** A tab is always four columns, so that carets are below what they mark in every terminal. */
const plain = (text: string): string => visible(text.replaceAll("\t", "    "));

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
