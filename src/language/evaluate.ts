import type { Span } from "../common/span.ts";
import type { Negation, Operation, Quantity, Text, Value, Word } from "./ast.ts";
import type { Report } from "./diagnostics/index.ts";
import { sourceOf } from "./source_of.ts";
import { calculate, type Item, isUnit, type NumberWorth, shown, type TextWorth, typeOf, unitNames, type Worth } from "./worth.ts";

/** Items of a list, and characters of a text, at most: names that double each other would grow without end. */
export const longest = { list: 10_000, text: 10_000 } as const;

/** What may still be computed for a file: an item of a list counts as a value, as does every part of an expression. */
export interface Budget {
  left: number;
}
/** Values that a file may compute at most, all of its experiments together: names and experiments multiply. */
export const mostValues = 2_000_000;

/** Takes a number of values off what is left. False where it is too much, which is reported once. */
function spend(budget: Budget, values: number, span: Span, report: Report): boolean {
  const before = budget.left;
  budget.left -= values;
  if (before >= 0 && budget.left < 0) report("too-much", span, { most: mostValues });
  return budget.left >= 0;
}

/** What a name stands for; null where that is wrong, which has been reported, as has a name that there is not. */
export type Lookup = (name: Word, place: "value" | "text") => Worth | null;

/** Works out a value; null where it is wrong, or more than the budget has left, which is reported. */
export function evaluate(value: Value, lookup: Lookup, report: Report, budget: Budget): Worth | null {
  const inner = (value: Value) => evaluate(value, lookup, report, budget);
  if (!spend(budget, 1, value.span, report)) return null;
  switch (value.kind) {
    case "word":
      return lookup(value, "value");
    case "quantity":
      return numberOf(value, report);
    case "text":
      return textOf(value, lookup, report);
    case "group":
      return inner(value.value);
    case "negation": {
      const worth = inner(value.value);
      return worth && spend(budget, lengthOf(worth), value.span, report) ? negated(worth, value, report) : null;
    }
    case "list": {
      const items = value.items.map(inner);
      return spend(budget, sumOf(items), value.span, report) ? listOf(items, value.span, report) : null;
    }
    case "operation": {
      // All operands are worked out, so that every mistake in them is told.
      const operands = [value.first, ...value.rest.map(({ value }) => value)].map(inner);
      return spend(budget, sumOf(operands), value.span, report) ? operate(value, operands, report) : null;
    }
  }
}

const lengthOf = (worth: Worth | null): number => (worth?.kind === "list" ? worth.items.length : 0);
const sumOf = (worths: readonly (Worth | null)[]): number => worths.reduce((sum, worth) => sum + lengthOf(worth), 0);

function numberOf({ number, unit, span, written }: Quantity, report: Report): NumberWorth | null {
  if (isUnit(unit) && Number.isFinite(number)) return { kind: "number", number, unit };
  if (isUnit(unit)) report("too-great", span, { found: written });
  else report("unknown-unit", span, { number: written.slice(0, written.length - unit.length).trim(), name: unit, names: unitNames });
  return null;
}

function textOf({ text, parts, span }: Text, lookup: Lookup, report: Report): Worth | null {
  if (!parts) return { kind: "text", text };
  const pieces = parts.map(part => {
    if (typeof part === "string") return part;
    const worth = lookup(part, "text");
    if (worth?.kind !== "list") return worth && (worth.kind === "text" ? worth.text : shown(worth));
    report("list-in-text", part.span, { name: part.name });
    return null;
  });
  if (pieces.includes(null)) return null;
  const whole = pieces.join("");
  if (whole.length <= longest.text) return { kind: "text", text: whole };
  report("too-long", span, { what: "text", most: `${longest.text} characters` });
  return null;
}

/** A list in a list stands for its items. */
function listOf(worths: readonly (Worth | null)[], span: Span, report: Report): Worth | null {
  const items: Item[] = [];
  for (const worth of worths) {
    if (!worth) return null;
    for (const item of worth.kind === "list" ? worth.items : [worth]) items.push(item);
    if (items.length > longest.list) {
      report("too-long", span, { what: "list", most: `${longest.list} items` });
      return null;
    }
  }
  return { kind: "list", items };
}

/** An operand, as messages name it. */
interface Written {
  span: Span;
  found: () => string;
}

function operate({ first, rest, span }: Operation, [start, ...rights]: readonly (Worth | null)[], report: Report): Worth | null {
  let left = start;
  let written: Written = { span: first.span, found: () => sourceOf(first) };
  for (const [i, { operator, at, value }] of rest.entries()) {
    const right = rights[i];
    if (!left || !right) return null;
    const isText = (worth: Item, { span, found }: Written): worth is TextWorth => {
      if (worth.kind === "text") report("wrong-operand", span, { found: found(), worth: shown(worth), operator });
      return worth.kind === "text";
    };
    const both: readonly [Written, Written] = [written, { span: value.span, found: () => sourceOf(value) }];
    if (left.kind === "list" && right.kind === "list" && left.items.length !== right.items.length) {
      report("list-lengths", at, { operator, lengths: [left.items.length, right.items.length] });
      return null;
    }
    left = itemByItem(left, right, (a, b) => {
      if (isText(a, both[0]) || isText(b, both[1])) return null;
      const result = calculate(a, operator, b);
      if (result === "unit-mismatch") report(result, at, { operator, left: shown(a), right: shown(b), types: [typeOf(a), typeOf(b)] });
      else if (result === "division-by-zero") report(result, value.span, { found: both[1].found(), worth: shown(b) });
      else if (result === "too-great") report(result, at, { found: `${shown(a)} ${operator} ${shown(b)}` });
      return typeof result === "string" ? null : result;
    });
    const soFar = left;
    if (soFar) written = { span: { start: span.start, end: value.span.end }, found: () => shown(soFar) };
  }
  return left;
}

function negated(worth: Worth, { span, value }: Negation, report: Report): Worth | null {
  const zero: Worth = { kind: "number", number: 0, unit: "" };
  return itemByItem(zero, worth, (_, item) => {
    if (item.kind === "number") return { ...item, number: -item.number };
    report("wrong-operand", span, { found: sourceOf(value), worth: shown(item), operator: "-" });
    return null;
  });
}

/** Two lists of one length give a list, as do a list and a number. Ends with the first that comes to nothing. */
function itemByItem(left: Worth, right: Worth, compute: (a: Item, b: Item) => Item | null): Worth | null {
  if (left.kind !== "list" && right.kind !== "list") return compute(left, right);
  const length = left.kind === "list" ? left.items.length : right.kind === "list" ? right.items.length : 1;
  const items: Item[] = [];
  for (let i = 0; i < length; i++) {
    const item = compute(left.kind === "list" ? left.items[i] : left, right.kind === "list" ? right.items[i] : right);
    if (!item) return null;
    items.push(item);
  }
  return { kind: "list", items };
}
