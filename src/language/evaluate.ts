import type { Negation, Operation, Quantity, Text, Value, Word } from "./ast.ts";
import type { Report } from "./diagnostics/index.ts";
import { sourceOf } from "./source_of.ts";
import type { Span } from "./span.ts";
import { calculate, type Item, isUnit, type NumberWorth, shown, type TextWorth, typeOf, unitNames, type Worth } from "./worth.ts";

/** Items of a list, and characters of a text, at most: names that double each other would grow without end. */
export const longest = { list: 10_000, text: 10_000 } as const;

/** What a name stands for; null where that is wrong, which has been reported, as has a name that there is not. */
export type Lookup = (name: Word, place: "value" | "text") => Worth | null;

/** Works out a value; null where it is wrong, which is reported. */
export function evaluate(value: Value, lookup: Lookup, report: Report): Worth | null {
  const inner = (value: Value) => evaluate(value, lookup, report);
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
      return worth && negated(worth, value, report);
    }
    case "list":
      return listOf(value.items.map(inner), value.span, report);
    case "operation":
      return operate(value, inner, report);
  }
}

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

function operate({ first, rest, span }: Operation, inner: (value: Value) => Worth | null, report: Report): Worth | null {
  let left = inner(first);
  let written: { span: Span; found: string } = { span: first.span, found: sourceOf(first) };
  // All operands are worked out, so that every mistake in them is told.
  const rights = rest.map(({ value }) => inner(value));
  for (const [i, { operator, at, value }] of rest.entries()) {
    const right = rights[i];
    if (!left || !right) return null;
    const isText = (worth: Item, { span, found }: typeof written): worth is TextWorth => {
      if (worth.kind === "text") report("wrong-operand", span, { found, worth: shown(worth), operator });
      return worth.kind === "text";
    };
    const both = [written, { span: value.span, found: sourceOf(value) }] as const;
    if (left.kind === "list" && right.kind === "list" && left.items.length !== right.items.length) {
      report("list-lengths", at, { operator, lengths: [left.items.length, right.items.length] });
      return null;
    }
    left = itemByItem(left, right, (a, b) => {
      if (isText(a, both[0]) || isText(b, both[1])) return null;
      const result = calculate(a, operator, b);
      if (result === "unit-mismatch") report(result, at, { operator, left: shown(a), right: shown(b), types: [typeOf(a), typeOf(b)] });
      else if (result === "division-by-zero") report(result, value.span, { found: both[1].found, worth: shown(b) });
      else if (result === "too-great") report(result, at, { found: `${shown(a)} ${operator} ${shown(b)}` });
      return typeof result === "string" ? null : result;
    });
    if (left) written = { span: { start: span.start, end: value.span.end }, found: shown(left) };
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
