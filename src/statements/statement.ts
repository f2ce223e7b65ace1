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
  /** What may follow the name, as examples, where those that are made of the forms do not do. */
  examples?: readonly string[];
  /** Options of its own, in braces. */
  block?: Options;
  doc: string;
  /** What happens where it is left out. */
  default: string;
}
// biome-ignore lint/suspicious/noExplicitAny: options of every type stand in one table
export type Options = Record<string, Option<any, any>>;

/** One statement of the language. */
export interface StatementKind<H extends Slots = Slots, F extends string = string, O extends Options = Options, Spec = unknown> {
  name: string;
  /** `step`: something to do; `setting`: holds for the whole experiment; `structure`: settled before the rest is checked. */
  role: "setting" | "data" | "model" | "training" | "step" | "structure";
  /** Whether its braces hold statements, not options. */
  holdsStatements?: boolean;
  /** What must stand before it. */
  needs: readonly ("data" | "model")[];
  /** What follows the keyword. */
  forms: Record<F, string>;
  slots: H;
  options: O;
  doc: string;
  example: string;
  /** The name of the data that the values say to evaluate on, before the statement is read: such data are not learned from. */
  evaluatesOn?(values: readonly Expression[]): string | null;
  /** Checks what is said and turns it into its part of the program; null where it reported an error. */
  read(said: Said<H, F, O>, context: Context): Spec | null;
}

/** What a statement says: its values and options, matched with the tables. */
export interface Said<H extends Slots, F extends string, O extends Options> {
  statement: Statement;
  keyword: Word;
  /** Null where the values do not fit, which has been reported. */
  head: Match<H, F> | null;
  options: SaidOptions<O>;
}
export type SaidOptions<O extends Options> = { [K in keyof O]?: SaidOption<O[K]> };
export interface SaidOption<O> {
  clause: Clause;
  name: Word;
  match: (O extends Option<infer S, infer F> ? Match<S, F> : never) | null;
  /** What its braces hold; null where it has none. */
  block: (O extends { block: infer B extends Options } ? SaidOptions<B> : Record<string, never>) | null;
}

/** What a statement can know of its surroundings. */
export interface Context {
  /** Folder of the experiment: paths are beside it. */
  folder: string;
  report: Report;
  /** The data in effect, and the size of the batch in the text, null where it is unsaid; null where there are none or they are wrong. */
  data: (DataSpec & { batchSpan: Span | null }) | null;
  /** Data of their own that are measured on, not learned from, by their names. */
  sets: Map<string, DataSpec>;
  /** The model in effect, and the end of its name in the text; null where there is none or it is wrong. */
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
