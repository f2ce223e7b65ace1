import type { Span } from "../common/span.ts";
import type { Clause, Expression, Statement, Word } from "../language/ast.ts";
import type { Report } from "../language/diagnostics/index.ts";
import type { Match } from "../language/forms.ts";
import type { Slots } from "../language/slots.ts";
import type { DataSpec, ModelSpec } from "../program/program.ts";

/** An option of a statement: `batch 64`. The grammar, the checks and the reference all follow from this row. */
export interface Option<S extends Slots = Slots, F extends string = string> {
  /** Other spellings of its name. */
  also?: readonly string[];
  /** What may follow the name; see src/language/forms.ts. */
  forms: Record<F, string>;
  slots: S;
  /** Examples of what may follow the name, in place of those made from the forms. */
  examples?: readonly string[];
  /** Options of its own, in braces. */
  block?: Options;
  doc: string;
  /** What happens if it is left out. */
  default: string;
}
// biome-ignore lint/suspicious/noExplicitAny: one table has options of every type
export type Options = Record<string, Option<any, any>>;

/** A statement of the language. */
export interface StatementKind<H extends Slots = Slots, F extends string = string, O extends Options = Options, Spec = unknown> {
  name: string;
  /** `step`: something to do; `setting`: holds for the whole experiment; `structure`: settled before the rest is checked. */
  role: "setting" | "data" | "model" | "training" | "step" | "structure";
  /** Whether its braces hold statements, not options. */
  holdsStatements?: boolean;
  /** What must come before it. */
  needs: readonly ("data" | "model")[];
  /** What follows the keyword. */
  forms: Record<F, string>;
  slots: H;
  options: O;
  doc: string;
  example: string;
  /** The data set that the statement evaluates on, known before the statement is read: it is not trained on. */
  evaluatesOn?(values: readonly Expression[]): string | null;
  /** Checks the statement and turns it into its part of the program; null if it reported an error. */
  read(bound: BoundStatement<H, F, O>, context: Context): Spec | null;
}

/** A statement whose values and options are matched with the tables of its kind. */
export interface BoundStatement<H extends Slots, F extends string, O extends Options> {
  statement: Statement;
  keyword: Word;
  /** Null if the values do not fit, which has been reported. */
  head: Match<H, F> | null;
  options: BoundOptions<O>;
}
export type BoundOptions<O extends Options> = { [K in keyof O]?: BoundOption<O[K]> };
export interface BoundOption<O> {
  clause: Clause;
  name: Word;
  match: (O extends Option<infer S, infer F> ? Match<S, F> : never) | null;
  /** The options in its braces; null if it has none. */
  block: (O extends { block: infer B extends Options } ? BoundOptions<B> : Record<string, never>) | null;
}

/** What a statement can know of the statements before it. */
export interface Context {
  /** Folder of the experiment: paths are relative to it. */
  folder: string;
  report: Report;
  /** The data in effect, with the place of the batch size in the text, null if it is the default. Null if there is no data, or it is wrong. */
  data: (DataSpec & { batchSpan: Span | null }) | null;
  /** Data sets used for evaluation only, by name. */
  sets: Map<string, DataSpec>;
  /** The model in effect, with the end of its name in the text. Null if there is no model, or it is wrong. */
  model: (ModelSpec & { nameEnd: number }) | null;
  /** Whether anything has been trained before. */
  trained: boolean;
}

/** Types the tables of a statement; changes nothing. */
export const defineStatement = <const H extends Slots, const F extends string, const O extends Options, Spec>(
  kind: StatementKind<H, F, O, Spec>,
): StatementKind<H, F, O, Spec> => kind;
/** Types the row of an option; changes nothing. */
export const option = <const O extends Option<S, F>, const S extends Slots, const F extends string>(
  row: O & { slots: S; forms: Record<F, string> },
): O => row;
