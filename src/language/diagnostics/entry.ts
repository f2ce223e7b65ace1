import { nearest } from "../../common/nearest.ts";
import type { Span } from "../../common/span.ts";
import { code, list } from "../../common/words.ts";
import { type OtherWord, otherWord } from "../../statements/other_words.ts";
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
  /** The edit; of the diagnosed span where `span` is unsaid. */
  fix?: { title: string; text: string; span?: Span };
}

export const error = <Facts = null>(doc: string, say: Entry<Facts>["say"]): Entry<Facts> => ({ severity: "error", doc, say });
export const warning = <Facts = null>(doc: string, say: Entry<Facts>["say"]): Entry<Facts> => ({ severity: "warning", doc, say });

/** Where a word stands that may be another language's. */
export interface Around {
  /** The word that follows it: `stopping` of `early stopping`. */
  next?: string;
  /** The number that follows it. */
  number?: string;
  /** The whole statement or option. */
  whole?: Span;
}

/** What to do instead of a word of another language, "did you mean …?" with the edit, or else what there is to choose from. */
export function suggest(name: string, names: readonly string[], otherwise?: string, around: Around = {}): Pick<Said, "hint" | "fix"> {
  const row = otherWord(name, around.next);
  if (row?.name && names.includes(row.name))
    return {
      hint: `did you mean ${code(row.name)}?${row.say ? ` ${row.say[0].toUpperCase()}${row.say.slice(1)}` : ""}`,
      fix: replace(row.name),
    };
  if (row) return { hint: insteadOf(row, around), fix: fixOf(row, around) };
  const near = nearest(name, names);
  if (near.length === 0) return { hint: otherwise };
  return { hint: `did you mean ${list(near, "or")}?`, fix: replace(near[0]) };
}

/** What to do here instead of a word of another language. */
export function insteadOf(row: OtherWord, { number }: Around = {}): string {
  const write = row.write && `write for example ${code(exampleOf(row.write, number))}`;
  return [row.say, write].filter(Boolean).join("; ");
}

/** With the number that was given, where it is a plain count. */
const exampleOf = (write: string, number = ""): string =>
  write.replace(/<(.*?)>/, (_, usual) => (/^[1-9]\d{0,3}$/.test(number) ? number : usual));

function fixOf({ write, fix }: OtherWord, { number, whole }: Around): Said["fix"] {
  if (!whole || !fix) return undefined;
  return { ...(fix === "remove" ? remove("it") : replace(exampleOf(write!, number))), span: whole };
}

/** `lr` (`20`): what is written, and what it comes to where that is something else. */
export const foundAs = ({ found, worth }: { found: string; worth?: string }): string =>
  worth === undefined ? code(found) : `${code(found)} (${code(worth)})`;

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
