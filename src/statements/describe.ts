import { type Part, parseForm } from "../language/forms.ts";
import type { Slots } from "../language/slots.ts";
import { statements } from "./index.ts";
import type { Option, Options, StatementKind } from "./statement.ts";

/** What the tables say of a value, an option and a statement, as plain data: what help prints, and `exp help --json`. */
export interface SlotPage {
  name: string;
  what: string;
  takes: string;
  example: string;
}
export interface OptionPage {
  name: string;
  also: readonly string[];
  /** What may be written, its name included; the parts in braces are those of `options`. */
  forms: string[];
  doc: string;
  default: string;
  slots: SlotPage[];
  options: OptionPage[];
  /** Of each form without braces. */
  examples: string[];
}
export interface StatementPage {
  name: string;
  summary: string;
  forms: string[];
  doc: string;
  slots: SlotPage[];
  options: OptionPage[];
  example: string;
}

export const describeStatement = ({ name, forms, doc, slots, options, example, holdsStatements }: StatementKind): StatementPage => ({
  name,
  summary: summaryOf(doc),
  forms: Object.values<string>(forms).map(form => `${name} ${form}${holdsStatements ? " { … }" : ""}`.trimEnd()),
  doc,
  slots: describeSlots(slots),
  options: describeOptions(options),
  example,
});

const describeOptions = (options: Options): OptionPage[] => Object.entries(options).map(([name, option]) => describeOption(name, option));

function describeOption(name: string, { also = [], forms, slots, examples, block = {}, doc, default: byDefault }: Option): OptionPage {
  const inBraces = Object.keys(block);
  const all = [
    ...Object.values<string>(forms).map(form => `${name} ${form}`.trimEnd()),
    ...(inBraces.length > 0 ? [`${name} { ${inBraces.join(", ")} }`] : []),
  ];
  return {
    name,
    also,
    forms: all,
    doc,
    default: byDefault,
    slots: describeSlots(slots),
    options: describeOptions(block),
    examples: examplesOf(name, { forms, slots, examples }),
  };
}

/** The examples that are given; else one of each form, with whatever may be left out that begins with a word of its own. */
export const examplesOf = (
  name: string,
  { forms, slots, examples }: { forms: Record<string, string>; slots: Slots; examples?: readonly string[] },
): string[] =>
  examples?.map(example => `${name} ${example}`) ??
  Object.values(forms).map(form => [name, ...exampleWords(parseForm(form), slots)].join(" "));

const exampleWords = (parts: readonly Part[], slots: Slots): string[] =>
  parts.flatMap(part => {
    if ("optional" in part) return "word" in part.optional[0] ? exampleWords(part.optional, slots) : [];
    return "word" in part ? [part.word.split("|")[0]] : [slots[part.slot].example];
  });

const describeSlots = (slots: Slots): SlotPage[] =>
  Object.entries(slots).map(([name, { what, takes, example }]) => ({ name, what, takes, example }));

/** What a value is, and what it takes where that says more: a path in quotes, a seed (0 to 4294967295, whole). */
export const slotText = ({ what, takes }: SlotPage): string =>
  what.endsWith(takes) || takes === "a name" || takes === "text in quotes" ? what : `${what} (${takes})`;

/** The longest summary that fits a line of a list. */
const longestSummary = 64;

/** The beginning of a text that says what it is about. */
export function summaryOf(doc: string): string {
  const sentence = doc.split(/[.:;](?:\s|$)/, 1)[0];
  return sentence.length > longestSummary ? sentence.split(",", 1)[0] : sentence;
}

/** The names that the values of statements and options know (`resnet34`, `error_rate`), each with what takes it, outermost first. */
export function namesOfValues(): Map<string, string[][]> {
  const found = new Map<string, string[][]>();
  const add = (slots: Slots, forms: Record<string, string>, owner: string[]): void => {
    const words = Object.values(forms).flatMap(form => wordsOf(parseForm(form)));
    const names = Object.values(slots).flatMap(({ names }) => names?.() ?? []);
    for (const name of new Set([...names, ...words.filter(word => word.length > 2)])) found.set(name, [...(found.get(name) ?? []), owner]);
  };
  const walk = (options: Options, owner: string[]): void => {
    for (const [name, { slots, forms, block = {} }] of Object.entries(options)) {
      add(slots, forms, [...owner, name]);
      walk(block, [...owner, name]);
    }
  };
  for (const { name, slots, forms, options } of statements) {
    add(slots, forms, [name]);
    walk(options, [name]);
  }
  return found;
}

/** The literal words of a form. */
export const wordsOf = (parts: readonly Part[]): string[] =>
  parts.flatMap(part => ("optional" in part ? wordsOf(part.optional) : "word" in part ? part.word.split("|") : []));
