import type { Span } from "../common/span.ts";
import type { Expression, Negation, Operation, Quantity, Text, Word } from "./ast.ts";
import type { Report } from "./diagnostics/index.ts";
import { sourceOf } from "./source_of.ts";
import { calculate, isUnit, type NumberValue, type Scalar, shown, type TextValue, typeOf, unitNames, type Value } from "./value.ts";

/** The most items of a list and characters of a text: names that double each other would grow without end. */
export const longest = { list: 10_000, text: 10_000 } as const;

/** The number of values that a file may still compute. An item of a list counts as one, as does every part of an expression. */
export interface Budget {
  left: number;
}
/** The most values that a file may compute, over all of its experiments: names and experiments multiply. */
export const mostValues = 2_000_000;

/** Takes a number of values off the budget. Returns false, and reports it once, if the budget is exceeded. */
function spend(budget: Budget, values: number, span: Span, report: Report): boolean {
  const before = budget.left;
  budget.left -= values;
  if (before >= 0 && budget.left < 0) report("too-much", span, { most: mostValues });
  return budget.left >= 0;
}

/** The value of a name; null if the name is unknown or its value is wrong, which has been reported. */
export type Lookup = (name: Word, place: "value" | "text") => Value | null;

/** Evaluates an expression. Null, and reported, if it is wrong or exceeds the budget. */
export function evaluate(expression: Expression, lookup: Lookup, report: Report, budget: Budget): Value | null {
  const inner = (operand: Expression) => evaluate(operand, lookup, report, budget);
  const { span } = expression;
  if (!spend(budget, 1, span, report)) return null;
  switch (expression.kind) {
    case "word":
      return lookup(expression, "value");
    case "quantity":
      return numberOf(expression, report);
    case "text":
      return textOf(expression, lookup, report);
    case "group":
      return inner(expression.value);
    case "negation": {
      const value = inner(expression.value);
      return value && spend(budget, lengthOf(value), span, report) ? negated(value, expression, report) : null;
    }
    case "list": {
      const items = expression.items.map(inner);
      return spend(budget, sumOf(items), span, report) ? listOf(items, span, report) : null;
    }
    case "operation": {
      // Evaluates all operands, so that every mistake in them is reported.
      const operands = [expression.first, ...expression.rest.map(({ value }) => value)].map(inner);
      return spend(budget, sumOf(operands), span, report) ? operate(expression, operands, report) : null;
    }
  }
}

const lengthOf = (value: Value | null): number => (value?.kind === "list" ? value.items.length : 0);
const sumOf = (values: readonly (Value | null)[]): number => values.reduce((sum, value) => sum + lengthOf(value), 0);

function numberOf({ number, unit, span, written }: Quantity, report: Report): NumberValue | null {
  if (isUnit(unit) && Number.isFinite(number)) return { kind: "number", number, unit };
  if (isUnit(unit)) report("too-great", span, { found: written });
  else report("unknown-unit", span, { number: written.slice(0, written.length - unit.length).trim(), name: unit, names: unitNames });
  return null;
}

function textOf({ text, parts, span }: Text, lookup: Lookup, report: Report): Value | null {
  if (!parts) return { kind: "text", text };
  const pieces = parts.map(part => {
    if (typeof part === "string") return part;
    const value = lookup(part, "text");
    if (value?.kind !== "list") return value && (value.kind === "text" ? value.text : shown(value));
    report("list-in-text", part.span, { name: part.name });
    return null;
  });
  if (pieces.includes(null)) return null;
  const whole = pieces.join("");
  if (whole.length <= longest.text) return { kind: "text", text: whole };
  report("too-long", span, { what: "text", most: `${longest.text} characters` });
  return null;
}

/** Flattens a list in a list into its items. */
function listOf(values: readonly (Value | null)[], span: Span, report: Report): Value | null {
  const items: Scalar[] = [];
  for (const value of values) {
    if (!value) return null;
    for (const item of value.kind === "list" ? value.items : [value]) items.push(item);
    if (items.length > longest.list) {
      report("too-long", span, { what: "list", most: `${longest.list} items` });
      return null;
    }
  }
  return { kind: "list", items };
}

/** An operand, as messages name it. */
interface Operand {
  span: Span;
  found: () => string;
}

function operate({ first, rest, span }: Operation, [start, ...rights]: readonly (Value | null)[], report: Report): Value | null {
  let left = start;
  let written: Operand = { span: first.span, found: () => sourceOf(first) };
  for (const [i, { operator, at, value }] of rest.entries()) {
    const right = rights[i];
    if (!left || !right) return null;
    const isText = (value: Scalar, { span, found }: Operand): value is TextValue => {
      if (value.kind === "text") report("wrong-operand", span, { found: found(), value: shown(value), operator });
      return value.kind === "text";
    };
    const both: readonly [Operand, Operand] = [written, { span: value.span, found: () => sourceOf(value) }];
    if (left.kind === "list" && right.kind === "list" && left.items.length !== right.items.length) {
      report("list-lengths", at, { operator, lengths: [left.items.length, right.items.length] });
      return null;
    }
    left = itemByItem(left, right, (a, b) => {
      if (isText(a, both[0]) || isText(b, both[1])) return null;
      const result = calculate(a, operator, b);
      if (result === "unit-mismatch") report(result, at, { operator, left: shown(a), right: shown(b), types: [typeOf(a), typeOf(b)] });
      else if (result === "division-by-zero") report(result, value.span, { found: both[1].found(), value: shown(b) });
      else if (result === "too-great") report(result, at, { found: `${shown(a)} ${operator} ${shown(b)}` });
      return typeof result === "string" ? null : result;
    });
    const soFar = left;
    if (soFar) written = { span: { start: span.start, end: value.span.end }, found: () => shown(soFar) };
  }
  return left;
}

function negated(value: Value, { span, value: operand }: Negation, report: Report): Value | null {
  const zero: Value = { kind: "number", number: 0, unit: "" };
  return itemByItem(zero, value, (_, item) => {
    if (item.kind === "number") return { ...item, number: -item.number };
    report("wrong-operand", span, { found: sourceOf(operand), value: shown(item), operator: "-" });
    return null;
  });
}

/** Two lists of one length give a list, as do a list and a number. Stops at the first item that fails. */
function itemByItem(left: Value, right: Value, compute: (a: Scalar, b: Scalar) => Scalar | null): Value | null {
  if (left.kind !== "list" && right.kind !== "list") return compute(left, right);
  const length = left.kind === "list" ? left.items.length : right.kind === "list" ? right.items.length : 1;
  const items: Scalar[] = [];
  for (let i = 0; i < length; i++) {
    const item = compute(left.kind === "list" ? left.items[i] : left, right.kind === "list" ? right.items[i] : right);
    if (!item) return null;
    items.push(item);
  }
  return { kind: "list", items };
}
