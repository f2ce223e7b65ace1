import type { Span } from "../common/span.ts";

/** The syntax tree. It holds what was written, mistakes included; the tables of src/statements say what it means. */
export interface Script {
  statements: Statement[];
}

/** What a statement, an option and a brace have in common: words and numbers, options, more options in braces. */
export interface Body {
  values: Expression[];
  clauses: Clause[];
  block: Block | null;
}

export interface Statement extends Body {
  span: Span;
  /** The word that the statement begins with, which may be mistyped; null where it begins with something else. */
  keyword: Word | null;
  /** What it begins with, whatever that is. */
  first: Span;
  /** The statements in the braces of an `experiment`; null where it has none, and of all others. */
  body: Statement[] | null;
  /** Holds a syntax error, which has been reported: what is missing from it may have been written. */
  broken: boolean;
}

/** An option with what it takes: `resize 224px crop`. `name` is null where a brace holds a value without an option. */
export interface Clause {
  span: Span;
  name: Word | null;
  values: Expression[];
  block: Block | null;
}

export interface Block {
  span: Span;
  clauses: Clause[];
}

/** The source of a value. A name is a word: the scope resolves it later. */
export type Expression = Literal | Operation | Negation | Group | List;
export type Literal = Quantity | Text | Word;

/** `20%`, `1e-3`, `224px`. The unit is empty where none is written. */
export interface Quantity {
  kind: "quantity";
  span: Span;
  number: number;
  unit: string;
  /** As it is written. */
  written: string;
}
/** The text between quotes, with `\"` resolved. Other backslashes stay, so that regular expressions read as usual. */
export interface Text {
  kind: "text";
  span: Span;
  text: string;
  /** The text with its `{name}` apart and `\{` resolved; null where there is neither. */
  parts: (string | Word)[] | null;
}
export interface Word {
  kind: "word";
  span: Span;
  name: string;
}
/** Values with operators of one rank between them, from left to right. */
export interface Operation {
  kind: "operation";
  span: Span;
  first: Expression;
  rest: { operator: Operator; at: Span; value: Expression }[];
}
export type Operator = "+" | "-" | "*" | "/";
export interface Negation {
  kind: "negation";
  span: Span;
  value: Expression;
}
/** A value in parentheses. */
export interface Group {
  kind: "group";
  span: Span;
  value: Expression;
}
export interface List {
  kind: "list";
  span: Span;
  items: Expression[];
}
