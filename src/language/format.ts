import type { IToken } from "chevrotain";
import type { Span } from "../common/span.ts";
import type { Statement } from "./ast.ts";
import { canonical, meaningOf } from "./canonical.ts";
import { spanOf } from "./grammar/visitor.ts";
import { Layout } from "./layout.ts";
import { isTooLarge, type Parsed, parse } from "./parse.ts";
import { firstFrom, within } from "./sorted.ts";
import { isSeparator } from "./split.ts";

export interface Formatted {
  text: string;
  /** The edit that makes the text of the source; null where it is formatted already. */
  edit: { span: Span; text: string } | null;
  /** What was left as it is, for it has a mistake of form. */
  left: Span[];
}

/** A piece of a file or of an experiment's braces: all of them together hold every character that is not space. */
export type Piece =
  | { kind: "statement"; span: Span; statement: Statement; broken: boolean; body: { span: Span; pieces: Piece[] } | null }
  | { kind: "comment"; span: Span }
  /** What belongs to no statement, as a brace that closes nothing. */
  | { kind: "rest"; span: Span };

/**
 * The text in the one style: our spelling of each word; one statement to a line; options in braces one to a line, or all on the line of the statement where they were written
 * so and fit; comments where they are; at most one empty line. What has a mistake of form stays as it is. With `range`, only the statements that
 * it touches change. A file that is too large stays as it is. Formatting what is formatted changes nothing, and the text means the same.
 */
export function format(source: string, range?: Span): Formatted {
  if (isTooLarge(source)) return { text: source, edit: null, left: [{ start: 0, end: source.length }] };
  const pieces = piecesOf(source, parse(source));
  const touched = range ? (regionOf(pieces, range, source, 0)?.pieces ?? []) : pieces;
  const left = leftIn(touched);
  const { text: ours, grown } = canonical(source, range, left);
  if (ours === source) return inStyle(source, range);
  const formatted = inStyle(ours, range && { start: range.start, end: range.end + grown });
  // A statement that only now has to stay as it is stays so in our spelling of no word either.
  if (formatted.left.length > left.length) return inStyle(source, range);
  return { text: formatted.text, edit: editOf(source, formatted.text), left };
}

function inStyle(source: string, range?: Span): Formatted {
  const parsed = parse(source);
  const pieces = piecesOf(source, parsed);
  const layout = new Layout(source, parsed.comments);
  const region = range && regionOf(pieces, range, source, 0);
  if (range && !region) return { text: source, edit: null, left: [] };
  const print = () =>
    region
      ? source.slice(0, region.start) + layout.part(region.pieces, region.depth, region.alone) + source.slice(region.end)
      : layout.file(pieces);
  const printed = region?.pieces ?? pieces;
  let text = print();
  if (text === source) return { text, edit: null, left: leftIn(printed) };
  const meaning = meaningOf(parsed.script);
  if (means(text) !== meaning) {
    // Some odd text that the style has no words for: the statement that holds it stays as it is too.
    for (const piece of printed) keepIfChanged(piece, layout);
    text = print();
    if (means(text) !== meaning) return { text: source, edit: null, left: [{ start: 0, end: source.length }] };
  }
  return { text, edit: editOf(source, text), left: leftIn(printed) };
}

function keepIfChanged(piece: Piece, layout: Layout): void {
  if (piece.kind !== "statement" || piece.broken) return;
  piece.broken = means(layout.part([piece], 0, true)) !== meaningOf({ statements: [piece.statement] });
}

/** What a text says, without its places and spaces. */
const means = (source: string): string => meaningOf(parse(source).script);

const leftIn = (pieces: readonly Piece[]): Span[] =>
  pieces.flatMap(piece => {
    if (piece.kind === "comment") return [];
    return piece.kind === "rest" || piece.broken ? [piece.span] : leftIn(piece.body?.pieces ?? []);
  });

function piecesOf(source: string, { script, tokens, comments, diagnostics }: Parsed): Piece[] {
  const mistakes = diagnostics.map(({ span }) => span.start).sort((a, b) => a - b);
  const tokensIn = (span: Span) => within(tokens, ({ startOffset }) => startOffset, span);
  const mistakesIn = (span: Span) => within(mistakes, at => at, span);

  /** Where the first token of a statement begins: `learn.fine_tune` is one, of which the statement has the end. */
  const startOfFirst = ({ span }: Statement): number => {
    const before = tokens[firstFrom(tokens, ({ startOffset }) => startOffset, span.start) - 1];
    return before && spanOf(before).end > span.start ? before.startOffset : span.start;
  };

  /** The pieces of a container, in order. */
  function piecesIn(statements: readonly Statement[], container: Span): Piece[] {
    const pieces: Piece[] = [];
    let from = container.start;
    for (const [i, statement] of statements.entries()) {
      const start = startOfFirst(statement);
      const next = statements[i + 1] ? startOfFirst(statements[i + 1]) : container.end;
      for (const rest of rests(tokensIn({ start: from, end: start }))) pieces.push(rest);
      const behind = tokensIn({ start: statement.span.end, end: next });
      const { body } = statement;
      const bodySpan = body && bodyOf(statement);
      const wrong = mistakesIn({ start, end: statement.span.end }).some(at => !bodySpan || at < bodySpan.start || at >= bodySpan.end);
      const at = behind.findIndex(isSeparator);
      const onItsLine = at < 0 ? behind : behind.slice(0, at);
      // If its end is unknown, it extends to the next.
      const own = statement.broken || wrong ? behind.slice(0, behind.findLastIndex(token => !isSeparator(token)) + 1) : onItsLine;
      const span = { start, end: own.length > 0 ? spanOf(own.at(-1)!).end : statement.span.end };
      const broken = statement.broken || wrong || own.some(({ image }) => image !== ",");
      pieces.push({
        kind: "statement",
        span,
        statement,
        broken,
        body: body && !broken ? { span: bodySpan!, pieces: piecesIn(body, bodySpan!) } : null,
      });
      from = span.end;
    }
    for (const rest of rests(tokensIn({ start: from, end: container.end }))) pieces.push(rest);
    const startOf = ({ span }: { span: Span }) => span.start;
    const between = within(comments, startOf, container).filter(({ span: { start } }) => {
      const before = pieces[firstFrom(pieces, startOf, start) - 1];
      return !before || before.span.end <= start;
    });
    return [...pieces, ...between.map(({ span }): Piece => ({ kind: "comment", span }))].sort((a, b) => a.span.start - b.span.start);
  }

  /** The contents of a statement's braces. */
  function bodyOf({ span, values, keyword }: Statement): Span {
    const head = values.at(-1)?.span.end ?? keyword!.span.end;
    const open = tokensIn({ start: head, end: span.end }).find(({ image }) => image === "{")!;
    return { start: open.startOffset + 1, end: span.end - 1 };
  }

  return piecesIn(script.statements, { start: 0, end: source.length });
}

/** Tokens that belong to no statement, by line. */
function rests(tokens: readonly IToken[]): Piece[] {
  const pieces: Piece[] = [];
  let open = false;
  for (const token of tokens) {
    if (isSeparator(token)) open = false;
    else if (open) pieces.at(-1)!.span.end = spanOf(token).end;
    else {
      pieces.push({ kind: "rest", span: spanOf(token) });
      open = true;
    }
  }
  return pieces;
}

interface Region extends Span {
  pieces: Piece[];
  /** The depth of its braces. */
  depth: number;
  /** Whether it is the first on its line; then it begins where the line does. */
  alone: boolean;
}

/** The pieces that a range touches, in the innermost braces that hold it, with the stretch of text that they take. */
function regionOf(pieces: readonly Piece[], range: Span, source: string, depth: number): Region | null {
  const touched = pieces.filter(({ span }) => span.start <= range.end && span.end >= range.start);
  if (touched.length === 0) return null;
  const [first] = touched;
  const body = touched.length === 1 && first.kind === "statement" ? first.body : null;
  if (body && body.span.start < range.start && range.end < body.span.end) return regionOf(body.pieces, range, source, depth + 1);
  const { start } = first.span;
  const lineStart = Math.max(source.lastIndexOf("\n", start - 1), source.lastIndexOf("\r", start - 1)) + 1;
  const alone = /^[ \t\u00a0]*$/.test(source.slice(lineStart, start));
  return { start: alone ? lineStart : start, end: touched.at(-1)!.span.end, pieces: touched, depth, alone };
}

/** The smallest stretch that differs. */
function editOf(before: string, after: string): Formatted["edit"] {
  if (before === after) return null;
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let same = 0;
  while (same < least - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { span: { start, end: before.length - same }, text: after.slice(start, after.length - same) };
}
