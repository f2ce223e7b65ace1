import { nearest } from "../../common/nearest.ts";
import type { Span } from "../../common/span.ts";
import { code, list } from "../../common/words.ts";
import { type OtherWord, otherWord, writtenWith } from "../../statements/other_words.ts";
import type { Diagnostic } from "../diagnostic.ts";

/** One code: what it is about, for the reference, and its message, hint and fix, built in one place. */
export interface Entry<Facts> {
  severity: Diagnostic["severity"];
  doc: string;
  say(facts: Facts, span: Span): Said;
}
export interface Said {
  message: string;
  hint?: string;
  /** The edit. The default `span` is that of the diagnostic. */
  fix?: { title: string; text: string; span?: Span };
}

export const error = <Facts = null>(doc: string, say: Entry<Facts>["say"]): Entry<Facts> => ({ severity: "error", doc, say });
export const warning = <Facts = null>(doc: string, say: Entry<Facts>["say"]): Entry<Facts> => ({ severity: "warning", doc, say });

/** The surroundings of a word that may be another language's. */
export interface Around {
  /** The word that follows it: `stopping` of `early stopping`. */
  next?: string;
  /** The number that follows it. */
  number?: string;
  /** Everything that follows it in its statement or option, as written. */
  values?: readonly string[];
  /** The whole statement or option. */
  whole?: Span;
  /** Whether it is in the place of an option. */
  isOption?: boolean;
}

/** "did you mean …?" with the edit, or else what there is to choose from: for names that people give. */
export function suggestNearest(name: string, names: readonly string[], otherwise?: string): Pick<Said, "hint" | "fix"> {
  const near = nearest(name, names);
  if (near.length === 0) return { hint: otherwise };
  return { hint: `did you mean ${list(near, "or")}?`, fix: replace(near[0]) };
}

/** For names of our lists: the one that a word of another language means, the nearest, or else what to do instead of that word. */
export function suggestOf(name: string, names: readonly string[], otherwise?: string): Pick<Said, "hint" | "fix"> {
  const row = otherWord(name);
  if (row?.name && names.includes(row.name)) return meantByRow(row, row.name);
  const near = suggestNearest(name, names);
  return near.fix || !row ? { ...near, hint: near.hint ?? otherwise } : { hint: insteadOf(row) };
}

/** For statements and options: what to do instead of a word of another language, the nearest, or else what there is to choose from. */
export function suggest(name: string, names: readonly string[], otherwise?: string, around: Around = {}): Pick<Said, "hint" | "fix"> {
  const row = otherWord(name, around.next);
  if (row?.name && names.includes(row.name)) return meantByRow(row, row.name);
  if (row) return { hint: insteadOf(row, around), fix: fixOf(row, names, around) };
  return suggestNearest(name, names, otherwise);
}

const meantByRow = ({ say }: OtherWord, name: string): Pick<Said, "hint" | "fix"> => ({
  hint: `did you mean ${code(name)}?${say ? ` ${say[0].toUpperCase()}${say.slice(1)}` : ""}`,
  fix: replace(name),
});

/** What to do here instead of a word of another language. */
export function insteadOf(row: OtherWord, { number }: Around = {}): string {
  const write = row.write && `write for example ${code(writtenWith(row.write, number))}`;
  return [row.say, write].filter(Boolean).join("; ");
}

function fixOf(
  { write, fix, option }: OtherWord,
  names: readonly string[],
  { number, whole, isOption, values = [], next }: Around,
): Said["fix"] {
  if (!whole) return undefined;
  // The option alone: what follows it may be another.
  if (isOption && option) return names.includes(option.split(" ")[0]) ? replace(option) : undefined;
  if (fix === "remove") return { ...remove("it"), span: whole };
  // A statement takes the place of no option, and drops nothing that was given.
  if (fix !== "replace" || isOption) return undefined;
  const text = writtenWith(write!, number);
  const kept = new Set([...text.split(" "), ...(next === undefined ? [] : [next])]);
  return values.every(value => kept.has(value)) ? { ...replace(text), span: whole } : undefined;
}

/** `lr` (`20`): the source, and its value if that differs. */
export const foundAs = ({ found, value }: { found: string; value?: string }): string =>
  value === undefined ? code(found) : `${code(found)} (${code(value)})`;

/** `a` → `b` → `a` */
export const chain = (names: readonly string[]): string =>
  (names.length > 8 ? [...names.slice(0, 4).map(code), "…", ...names.slice(-3).map(code)] : names.map(code)).join(" → ");

export const replace = (text: string): NonNullable<Said["fix"]> => ({ title: `change to \`${text}\``, text });
export const remove = (what: string): NonNullable<Said["fix"]> => ({ title: `remove ${what}`, text: "" });
/** Adds text behind the diagnosed span, or before it. */
export const append = (text: string, span: Span): NonNullable<Said["fix"]> => ({
  title: `add \`${text.trim()}\``,
  text,
  span: { start: span.end, end: span.end },
});
