import { columns } from "../common/columns.ts";
import type { Span } from "../common/span.ts";
import type { Block, Body, Clause, Expression, List, Statement } from "./ast.ts";
import type { Piece } from "./format.ts";
import { within } from "./sorted.ts";

/** Columns that a statement on one line may take, if that is not its own choice. */
const width = 80;
const step = "  ";

/** The pieces to print, in order, with the source between them. */
interface Part {
  span: Span;
  text: string;
  isComment: boolean;
  /** Of what stays as it is: the spaces before it, where it begins a line. */
  lead?: string;
}

/** Prints the pieces of a file in the one style. */
export class Layout {
  readonly #source: string;
  readonly #comments: readonly { span: Span; text: string }[];
  readonly #newline: string;
  /** Comments that have been printed within the statement at hand. */
  #printed = new Set<Span>();
  /** What has been printed as it is. */
  readonly #kept = new Set<Span>();

  constructor(source: string, comments: readonly { span: Span; text: string }[]) {
    this.#source = source;
    this.#comments = comments;
    this.#newline = /\r\n|\n|\r/.exec(source)?.[0] ?? "\n";
  }

  /** A whole file. */
  file(pieces: readonly Piece[]): string {
    const text = this.part(pieces, 0, true);
    const mark = this.#source.startsWith("\ufeff") ? "\ufeff" : "";
    return mark + (text === "" ? "" : text + this.#newline);
  }

  /** A part of one, in so many braces; from the beginning of its line, or from where it begins. */
  part(pieces: readonly Piece[], depth: number, wholeLines: boolean): string {
    const indent = step.repeat(depth);
    const text = this.#joined(this.#partsOf(pieces, indent), indent).replaceAll("\n", this.#newline);
    return wholeLines ? text : text.trimStart();
  }

  #partsOf(pieces: readonly Piece[], indent: string): Part[] {
    return pieces.map(piece => {
      const text = this.#piece(piece, indent);
      const part = { span: piece.span, text, isComment: piece.kind === "comment" };
      return this.#kept.has(piece.span) ? { ...part, lead: this.#leadOf(piece.span) } : part;
    });
  }

  /** The spaces before a stretch that begins a line. */
  #leadOf({ start }: Span): string | undefined {
    return /(?:^|[\r\n\ufeff])([ \t\u00a0]*)$/.exec(this.#source.slice(Math.max(0, start - 1000), start))?.[1];
  }

  #piece(piece: Piece, indent: string): string {
    if (piece.kind === "comment") return this.#comment(piece.span);
    if (piece.kind === "rest" || piece.broken) return this.#keep(piece.span);
    this.#printed = piece.body ? this.#printed : new Set();
    const text = piece.body ? this.#holder(piece.statement, piece.body.pieces, indent) : this.#statement(piece.statement, indent);
    // A comment in the middle of what has no place for one keeps the whole as it is.
    const lost = this.#commentsIn(piece.span).some(({ span }) => !this.#printed.has(span));
    return lost && !piece.body ? this.#keep(piece.span) : text;
  }

  #keep(span: Span): string {
    this.#kept.add(span);
    return this.#asItIs(span);
  }

  #asItIs = ({ start, end }: Span): string => this.#source.slice(start, end).replaceAll(/\r\n|\r/g, "\n");
  #comment = ({ start, end }: Span): string => this.#source.slice(start, end).trimEnd();

  #commentsIn(span: Span): { span: Span; text: string }[] {
    return within(this.#comments, ({ span }) => span.start, span);
  }

  /** Parts below each other; a comment stays on its line, and one empty line stays between two. */
  #joined(parts: readonly Part[], indent: string): string {
    let text = "";
    for (const [i, part] of parts.entries()) {
      const before = parts[i - 1];
      if (before) {
        const lines = this.#source.slice(before.span.end, part.span.start).match(/\r\n|\n|\r/g)?.length ?? 0;
        if (part.isComment && lines === 0 && !before.isComment) {
          text += ` ${part.text}`;
          continue;
        }
        text += lines > 1 ? "\n\n" : "\n";
      }
      // On its own line, a brace would belong to the line above.
      text += before && part.text.startsWith("{") ? `${indent}; ` : (part.lead ?? indent);
      text += part.text;
    }
    return text;
  }

  /** A statement whose braces hold statements. */
  #holder(statement: Statement, body: readonly Piece[], indent: string): string {
    const head = this.#head(statement, indent);
    const open = this.#source.indexOf("{", this.#endOfHead(statement));
    const span = { start: open, end: statement.span.end };
    const between = this.#commentsIn({ start: statement.span.start, end: open });
    if (between.length === 0 && !this.#hasNewline(span) && body.every(({ kind }) => kind === "statement")) {
      const one = braces(body.map(piece => this.#piece(piece, "")));
      if (fits(indent + head, one)) return `${head} ${one}`;
    }
    const parts = [...this.#commentParts(between), ...this.#partsOf(body, indent + step)];
    return `${head} ${this.#expanded(parts, span, indent)}`;
  }

  #statement(statement: Statement, indent: string): string {
    const head = this.#head(statement, indent);
    if (!statement.block) return head;
    return `${head} ${this.#block(statement.block, this.#endOfHead(statement), indent + head, indent)}`;
  }

  #endOfHead({ span, keyword, values, clauses }: Statement): number {
    return Math.max(keyword?.span.end ?? span.start, values.at(-1)?.span.end ?? 0, clauses.at(-1)?.span.end ?? 0);
  }

  /** The part of a statement before its braces. */
  #head({ keyword, first, values, clauses }: Statement, indent: string): string {
    const begin = keyword?.name ?? this.#asItIs(first);
    const words = this.#words(begin, { values, clauses: [], block: null }, indent);
    return clauses.reduce((text, clause) => `${text} ${this.#clause(clause, indent + text, indent)}`, words);
  }

  /** An option with its values; `before` is already on its line. */
  #clause({ name, values, block, span }: Clause, before: string, indent: string): string {
    const text = this.#words(name?.name ?? "", { values, clauses: [], block }, indent);
    if (!block) return text;
    const end = values.at(-1)?.span.end ?? name?.span.end ?? span.start;
    return `${text} ${this.#block(block, end, lastLine(`${before} ${text}`), indent)}`;
  }

  /** Values side by side. A sign behind a value would compute with it: a comma keeps them apart. */
  #words(first: string, { values }: Body, indent: string): string {
    const print = (expand: boolean) =>
      values
        .map(value => this.#value(value, indent, expand))
        .reduce(
          (text, value) =>
            `${text}${text === "" ? "" : /^[-+]/.test(value) && text !== first && !text.endsWith(" =") ? ", " : " "}${value}`,
          first,
        );
    const flat = print(false);
    return isWide(lastLine(indent + flat)) ? print(true) : flat;
  }

  /** Options in braces; `end` is where what stands before them ends. */
  #block(block: Block, end: number, before: string, indent: string): string {
    const between = this.#commentsIn({ start: end, end: block.span.start });
    const inner = this.#commentsIn(block.span).filter(
      ({ span }) => !block.clauses.some(clause => clause.span.start <= span.start && span.end <= clause.span.end),
    );
    if (between.length + inner.length === 0 && !this.#hasNewline(block.span)) {
      const one = braces(block.clauses.map(clause => this.#clause(clause, "", "")));
      if (fits(lastLine(before), one)) return one;
    }
    const deeper = indent + step;
    const clauses = block.clauses.map(
      (clause): Part => ({ span: clause.span, text: this.#clause(clause, deeper, deeper), isComment: false }),
    );
    const parts = [...clauses, ...this.#commentParts(inner)].sort((a, b) => a.span.start - b.span.start);
    return this.#expanded([...this.#commentParts(between), ...parts], block.span, indent);
  }

  #commentParts(comments: readonly { span: Span }[]): Part[] {
    for (const { span } of comments) this.#printed.add(span);
    return comments.map(({ span }) => ({ span, text: this.#comment(span), isComment: true }));
  }

  /** Braces over lines. Comments on the line of the opening brace stay there. */
  #expanded(parts: readonly Part[], { start }: Span, indent: string): string {
    const isBeside = (part: Part, i: number) =>
      i === 0 && part.isComment && (part.span.end <= start || !this.#hasNewline({ start, end: part.span.start }));
    const beside = parts.filter(isBeside);
    const rest = parts.slice(beside.length);
    const opening = ["{", ...beside.map(({ text }) => text)].join(" ");
    if (rest.length === 0 && beside.length === 0) return "{}";
    return rest.length === 0 ? `${opening}\n${indent}}` : `${opening}\n${this.#joined(rest, indent + step)}\n${indent}}`;
  }

  #hasNewline = ({ start, end }: Span): boolean => /[\r\n]/.test(this.#source.slice(start, end));

  #value(value: Expression, indent: string, expand: boolean): string {
    const inner = (value: Expression) => this.#value(value, indent, expand);
    switch (value.kind) {
      case "word":
        return value.name;
      case "quantity":
        return this.#asItIs(value.span).replace(/[ \t]+/g, "");
      case "text":
        return this.#asItIs(value.span);
      case "negation":
        return `-${inner(value.value)}`;
      case "group":
        return `(${inner(value.value)})`;
      case "operation":
        return [inner(value.first), ...value.rest.map(({ operator, value }) => `${operator} ${inner(value)}`)].join(" ");
      case "list":
        return this.#list(value, indent, expand);
    }
  }

  #list(list: List, indent: string, expand: boolean): string {
    const { items, span } = list;
    const comments = this.#commentsIn(span).filter(
      ({ span }) => !items.some(item => item.span.start <= span.start && span.end <= item.span.end),
    );
    if (comments.length === 0 && (items.length === 0 || (!expand && !this.#hasNewline(span))))
      return `[${items.map(item => this.#value(item, indent, false)).join(", ")}]`;
    const deeper = indent + step;
    const parts = items.map((item): Part => ({ span: item.span, text: `${this.#value(item, deeper, false)},`, isComment: false }));
    const all = [...parts, ...this.#commentParts(comments)].sort((a, b) => a.span.start - b.span.start);
    return `[\n${this.#joined(all, deeper)}\n${indent}]`;
  }
}

const braces = (entries: readonly string[]): string => (entries.length === 0 ? "{}" : `{ ${entries.join("; ")} }`);
const fits = (before: string, text: string): boolean => !text.includes("\n") && !isWide(`${before} ${text}`);
/** More characters than any line of that width has, however many marks they carry, are not measured: that takes time. */
const isWide = (line: string): boolean => line.length > 32 * width || columns(line) > width;
const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);
