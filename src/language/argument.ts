import type { Span } from "../common/span.ts";
import type { Expression, Quantity, Text, Word } from "./ast.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { sourceOf } from "./source_of.ts";
import { type Scalar, shown } from "./value.ts";

/** A value as a slot takes it: an expression is evaluated before. */
export type Argument =
  | (Quantity & Computed)
  | (Text & Computed & { evaluate?: () => Argument })
  | (Word & { resolved?: Resolved })
  | Failed
  | Exclude<Expression, Quantity | Text | Word>;
interface Computed {
  /** The source of the expression, if the value was computed. */
  expression?: string;
}
/** The value of a word that is the name of a `let`. */
export interface Resolved {
  items: Argument[];
  /** Called when the word is taken as a name, not as itself. */
  use(): void;
}
/** An expression that failed to evaluate, which has been reported. It fits every slot, and no slot reads it. */
export interface Failed {
  kind: "failed";
  span: Span;
  expression: string;
}

/** The source of an argument. */
export const writtenOf = (argument: Argument): string =>
  "expression" in argument && argument.expression !== undefined ? argument.expression : sourceOf(argument as Expression);

/** The value as text, if it differs from the source: the result of an expression, or the value of a name. */
export function computedText(argument: Argument): string | undefined {
  if (argument.kind === "word") return argument.resolved && listed(argument.resolved.items.map(computedText));
  if (!("expression" in argument) || argument.expression === undefined) return undefined;
  if (argument.kind === "quantity") return argument.written;
  return argument.kind === "text" ? shown({ kind: "text", text: argument.text }) : undefined;
}
const listed = (texts: (string | undefined)[]): string => (texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`);

/** Evaluates the expressions of a statement. A list becomes its items. A word stays a word, with its value beside it: a slot may want either. */
export const evaluateArguments = (expressions: readonly Expression[], scope: Scope | null, source: Source): Argument[] =>
  scope
    ? expressions.flatMap(expression => (isPlain(expression) ? [expression] : argumentsOf(expression, scope, source)))
    : [...expressions];

const isPlain = (expression: Expression): boolean => expression.kind === "quantity" || (expression.kind === "text" && !expression.parts);

function argumentsOf(expression: Expression, scope: Scope, source: Source): Argument[] {
  const written = sourceOf(expression);
  const { span } = expression;
  const failed: Failed = { kind: "failed", span, expression: written };
  if (expression.kind === "text") {
    // Evaluated only when a slot takes it: braces in a regular expression are not names.
    let known: Argument | undefined;
    const work = () => {
      const value = evaluate(expression, scope.lookup(source), source.report, scope.inputs.budget) as Scalar | null;
      return value ? computed(value, span, written) : failed;
    };
    return [{ ...expression, evaluate: () => (known ??= work()) }];
  }
  if (expression.kind === "word") {
    const value = scope.find(expression.name);
    if (value === undefined) return [expression];
    const scalars = value ? (value.kind === "list" ? value.items : [value]) : null;
    const items = scalars?.map(scalar => computed(scalar, span, written)) ?? [failed];
    return [{ ...expression, resolved: { items, use: () => scope.use(expression, source) } }];
  }
  const value = evaluate(expression, scope.lookup(source), source.report, scope.inputs.budget);
  if (!value) return [failed];
  return (value.kind === "list" ? value.items : [value]).map(scalar => computed(scalar, span, written));
}

const computed = (scalar: Scalar, span: Span, expression: string): Argument =>
  scalar.kind === "text"
    ? { kind: "text", span, text: scalar.text, parts: null, expression }
    : { kind: "quantity", span, number: scalar.number, unit: scalar.unit, written: shown(scalar), expression };
