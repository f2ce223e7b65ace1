import type { Span } from "../common/span.ts";
import type { Quantity, Text, Value, Word } from "./ast.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { sourceOf } from "./source_of.ts";
import { type Item, shown } from "./worth.ts";

/** A value as a slot is given it: worked out, where it is more than it says. */
export type Given =
  | (Quantity & Computed)
  | (Text & Computed & { work?: () => Given })
  | (Word & { stands?: Stands })
  | Failed
  | Exclude<Value, Quantity | Text | Word>;
interface Computed {
  /** As it is written, where it had to be worked out. */
  expression?: string;
}
/** What a word stands for where it is the name of a `let`. */
export interface Stands {
  items: Given[];
  /** Called where the word is taken for what it stands for. */
  use(): void;
}
/** What could not be worked out, which has been reported: it fits everywhere, and gives nothing. */
export interface Failed {
  kind: "failed";
  span: Span;
  expression: string;
}

/** A value as it is written. */
export const writtenOf = (given: Given): string =>
  "expression" in given && given.expression !== undefined ? given.expression : sourceOf(given as Value);

/** What it comes to, where that is not what is written; or what the word stands for. */
export function worthOf(given: Given): string | undefined {
  if (given.kind === "word") return given.stands && listed(given.stands.items.map(worthOf));
  if (!("expression" in given) || given.expression === undefined) return undefined;
  if (given.kind === "quantity") return given.written;
  return given.kind === "text" ? shown({ kind: "text", text: given.text }) : undefined;
}
const listed = (worths: (string | undefined)[]): string => (worths.length === 1 ? (worths[0] ?? "") : `[${worths.join(", ")}]`);

/** Works out the values of a statement. A list stands for its items; a word keeps its name, for it may be meant. */
export const givenOf = (values: readonly Value[], scope: Scope | null, source: Source): Given[] =>
  scope ? values.flatMap(value => (isPlain(value) ? [value] : worked(value, scope, source))) : [...values];

const isPlain = (value: Value): boolean => value.kind === "quantity" || (value.kind === "text" && !value.parts);

function worked(value: Value, scope: Scope, source: Source): Given[] {
  const expression = sourceOf(value);
  const { span } = value;
  if (value.kind === "text") {
    // Not before a slot takes it: braces in a regular expression are its own.
    let known: Given | undefined;
    const work = () => {
      const worth = evaluate(value, scope.lookup(source), source.report, scope.given.budget) as Item | null;
      return worth ? computed(worth, span, expression) : ({ kind: "failed", span, expression } as const);
    };
    return [{ ...value, work: () => (known ??= work()) }];
  }
  if (value.kind === "word") {
    const worth = scope.worthOf(value.name);
    if (worth === undefined) return [value];
    const items = worth ? (worth.kind === "list" ? worth.items : [worth]) : null;
    const given = items?.map(item => computed(item, span, expression)) ?? [{ kind: "failed", span, expression } as const];
    return [{ ...value, stands: { items: given, use: () => scope.use(value, source) } }];
  }
  const worth = evaluate(value, scope.lookup(source), source.report, scope.given.budget);
  if (!worth) return [{ kind: "failed", span, expression }];
  return (worth.kind === "list" ? worth.items : [worth]).map(item => computed(item, span, expression));
}

const computed = (item: Item, span: Span, expression: string): Given =>
  item.kind === "text"
    ? { kind: "text", span, text: item.text, parts: null, expression }
    : { kind: "quantity", span, number: item.number, unit: item.unit, written: shown(item), expression };
