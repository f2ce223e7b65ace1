import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { nearest } from "../common/nearest.ts";
import type { Span } from "../common/span.ts";
import { isOff } from "../statements/other_words.ts";
import { type Argument, computedText, writtenOf } from "./argument.ts";
import type { Report } from "./diagnostics/index.ts";
import { entriesAt } from "./entries.ts";
import type { Read, Slot, Slots } from "./slots.ts";

/**
 * What may follow a keyword, as the reference prints it: `from csv <file> [image <image>]`. Words are literal,
 * `<slot>` for a value, `[…]` for what may be left out, `[…]*` for what may come any number of times, `a|b` for spellings.
 */
export type Part = { word: string } | { slot: string } | { optional: Part[]; many: boolean };

const parsed = new Map<string, Part[]>();
export function parseForm(form: string): Part[] {
  const known = parsed.get(form);
  if (known) return known;
  const stack: Part[][] = [[]];
  for (const token of form.match(/\[|\]\*?|[^\s[\]]+/g) ?? []) {
    if (token === "[") stack.push([]);
    else if (token.startsWith("]")) {
      const optional = stack.pop()!;
      stack.at(-1)!.push({ optional, many: token === "]*" });
    } else if (token.startsWith("<")) stack.at(-1)!.push({ slot: token.slice(1, -1) });
    else stack.at(-1)!.push({ word: token });
  }
  parsed.set(form, stack[0]);
  return stack[0];
}

export interface Taken<T> {
  value: T;
  span: Span;
  written: string;
}

/** The form that the values of a statement or option match, with the values of its slots. */
export interface Match<S extends Slots = Slots, F extends string = string> {
  form: F;
  /** The first, or only, value of each slot; undefined where it was left out or is wrong, which has been reported. */
  slots: { [K in keyof S]?: Taken<Read<S[K]>> };
  /** All values of each slot. */
  all: { [K in keyof S]?: Taken<Read<S[K]>>[] };
  /** How many values the form took; what follows is for the caller to judge. */
  used: number;
  /** Words that could have come next. */
  next: string[];
}

type Step = { slot: string; value: Argument; use?: () => void };
interface Attempt {
  steps: Step[];
  at: number;
  next: string[];
  /** What should have come, where the values do not follow the form. */
  missing: Part | null;
}

/** Follows one form as far as it goes. An optional part is entered when its first part fits. */
function follow(parts: readonly Part[], values: readonly Argument[], slots: Slots, start: number): Attempt {
  const attempt: Attempt = { steps: [], at: start, next: [], missing: null };
  for (const part of parts) {
    const value = values[attempt.at];
    if ("optional" in part) {
      let inner: Attempt;
      do {
        inner = follow(part.optional, values, slots, attempt.at);
        if (inner.at === attempt.at) attempt.next.push(...inner.next);
        else attempt.next = inner.next;
        attempt.steps.push(...inner.steps);
        const entered = inner.at > attempt.at;
        attempt.at = inner.at;
        if (entered && inner.missing) return { ...attempt, missing: inner.missing };
        if (!entered) break;
      } while (part.many);
    } else if ("word" in part) {
      if (value?.kind !== "word" || !part.word.split("|").includes(value.name)) {
        attempt.next.push(part.word.split("|")[0]);
        return { ...attempt, missing: part };
      }
      attempt.at++;
      attempt.next = [];
    } else {
      const slot = slots[part.slot];
      const meant = value && meantBy(value, slot);
      if (!meant) {
        attempt.next.push(...(slot.names?.() ?? []));
        return { ...attempt, missing: part };
      }
      attempt.steps.push({ slot: part.slot, value: meant, use: meant === value ? undefined : (value as WordArgument).resolved?.use });
      attempt.at++;
      attempt.next = [];
    }
  }
  return attempt;
}

type WordArgument = Extract<Argument, { kind: "word" }>;

/** The argument that a slot takes: a word that names a `let` is its value, unless the slot takes words literally, or has that name. */
function meantBy(value: Argument, slot: Slot<unknown>): Argument | null {
  if (value.kind === "failed") return value;
  if (value.kind === "text" && value.evaluate && !slot.raw) return meantBy(value.evaluate(), slot);
  if (value.kind !== "word" || !value.resolved || slot.literal || slot.names?.().includes(value.name))
    return slot.fits(value) ? value : null;
  const [item] = value.resolved.items;
  return item && (item.kind === "failed" || slot.fits(item)) ? item : null;
}

/** Replaces names of several values by these, unless a word may be literal, or is one of the form. */
export function spread(values: readonly Argument[], forms: Record<string, string>, slots: Slots): readonly Argument[] {
  const isOfForm = (name: string) => Object.values(forms).some(form => form.split(/[\s[\]|*]+/).includes(name));
  const resolvedOf = (value: Argument) =>
    value.kind === "word" && value.resolved && value.resolved.items.length !== 1 && !isOfForm(value.name) ? value.resolved : undefined;
  if (!values.some(resolvedOf) || Object.values(slots).some(({ literal }) => literal)) return values;
  return values.flatMap(value => {
    const several = resolvedOf(value);
    several?.use();
    return several?.items ?? [value];
  });
}

interface Subject {
  /** The statement or option that the values belong to, for messages. */
  name: string;
  span: Span;
}

interface Surroundings {
  /** Those that a `let` gives. */
  names?: readonly string[];
  /** Where paths begin. */
  folder?: string | null;
  /** What follows an example: braces. */
  behind?: string;
}

/** Matches values against the forms, reports what does not fit, and reads the slots. Null where no form fits. */
export function match<S extends Slots, F extends string>(
  values: readonly Argument[],
  forms: Record<F, string>,
  slots: S,
  place: Subject,
  report: Report,
  { names = [], folder = null, behind = "" }: Surroundings = {},
): Match<S, F> | null {
  const attempts = (Object.keys(forms) as F[]).map(form => ({ form, ...follow(parseForm(forms[form]), values, slots, 0) }));
  const whole = attempts.filter(({ missing }) => !missing).sort((a, b) => b.at - a.at)[0];
  const furthest = Math.max(...attempts.map(({ at }) => at));
  // A form that is complete loses to one that got further: that is the one that was meant.
  if (!whole || furthest > whole.at) {
    reportMissing(
      attempts.filter(({ at, missing }) => at === furthest && missing),
      values,
      forms,
      slots,
      place,
      report,
      names,
      folder,
      behind,
    );
    return null;
  }
  const all: Record<string, Taken<unknown>[]> = {};
  for (const { slot, value, use } of whole.steps) {
    use?.();
    const read = value.kind === "failed" ? null : slots[slot].read(value, report);
    if (read === null) continue;
    const taken = { value: read, span: value.span, written: writtenOf(value) };
    if (all[slot]) all[slot].push(taken);
    else all[slot] = [taken];
  }
  const first = Object.fromEntries(Object.entries(all).map(([slot, taken]) => [slot, taken[0]]));
  const next = attempts.flatMap(({ at, next }) => (at === whole.at ? next : []));
  return { form: whole.form, slots: first as Match<S>["slots"], all: all as Match<S>["all"], used: whole.at, next };
}

/** Says what should have come where every form stopped. */
function reportMissing<F extends string>(
  attempts: (Attempt & { form: F })[],
  values: readonly Argument[],
  forms: Record<F, string>,
  slots: Slots,
  place: Subject,
  report: Report,
  names: readonly string[],
  folder: string | null,
  behind: string,
): void {
  const at = attempts[0].at;
  const found: Argument | undefined = values[at];
  const before = at > 0 ? values[at - 1] : place;
  const after = at > 0 ? writtenOf(values[at - 1]) : place.name;
  const words = [...new Set(attempts.flatMap(({ next }) => next))];
  const withSlot = attempts.find(({ missing }) => missing && "slot" in missing);
  const { form, missing, steps } = withSlot ?? attempts[0];
  // Words after a name of a list may not suit every name: only some metrics have an `average`.
  const isInner = (part: Part) => parseForm(forms[form]).some(outer => outer !== part && holds(outer, part));
  const keptFor = (part: Part | null) => (part && isInner(part) ? steps.filter(({ slot }) => !slots[slot].names) : steps);
  const isSwitchedOff = found?.kind === "word" && isOff(found.name) && at === 0 && "off" in forms;
  const example = isSwitchedOff
    ? `${place.name} off`
    : `${place.name} ${exampleOf(parseForm(forms[form]), slots, { needed: missing, written: writtenBy(keptFor(missing), slots, folder), folder })}${behind}`;
  const what = withSlot && slots[(withSlot.missing as { slot: string }).slot].what;
  const isWord = found?.kind === "word";
  if (isWord && !(what && found.resolved) && (nearest(found.name, words).length > 0 || (words.length > 1 && !what)))
    report("unknown-word", found.span, { name: found.name, names: words, after });
  else if (what && isWord && !found.resolved && nearest(found.name, names).length > 0)
    report("unknown-name", found.span, { name: found.name, names, inText: false });
  else if (what && found) {
    if (isWord) found.resolved?.use();
    report("wrong-value", found.span, { found: writtenOf(found), value: computedText(found), what, example });
  } else if (what) report("missing-value", before.span, { after, what, example });
  else report("missing-word", before.span, { after, words: attempts.length > 1 ? words : [phraseAt(forms[form], words[0])], example });
}

/** A word of a form with the words that follow it directly: `from folder`. */
function phraseAt(form: string, word: string): string {
  const parts = parseForm(form).map(part => ("word" in part ? part.word.split("|")[0] : null));
  const rest = parts.slice(parts.indexOf(word));
  const end = rest.indexOf(null);
  return parts.includes(word) ? rest.slice(0, end < 0 ? rest.length : end).join(" ") : word;
}

/** What is written already, as far as it is right. */
const writtenBy = (steps: readonly Step[], slots: Slots, folder: string | null): ReadonlyMap<string, string> =>
  rightOf(
    steps.filter(({ slot, value }) => value.kind === "failed" || slots[slot].read(value, () => {}) !== null),
    slots,
    folder,
    ({ value }) => writtenOf(value),
  );

/** The values that an example may repeat: of layers the form alone does not know whether they exist, and paths must. */
export function rightOf<S extends { slot: string }>(
  steps: readonly S[],
  slots: Slots,
  folder: string | null,
  textOf: (step: S) => string,
): ReadonlyMap<string, string> {
  const isRight = (step: S): boolean => {
    const { path, dotted } = slots[step.slot];
    return !dotted && (!path || (folder !== null && existsSync(resolve(folder, unquoted(textOf(step))))));
  };
  return new Map(steps.filter(isRight).map(step => [step.slot, textOf(step)] as const));
}

interface ExampleOptions {
  /** What must be there of what may be left out: a part, or `first`: the only one there is. */
  needed?: Part | "first" | null;
  /** What is written already, where that is right. */
  written?: ReadonlyMap<string, string>;
  /** Where paths begin: those of the example exist there, where anything does. */
  folder?: string | null;
}

/** An example of a form. */
export function exampleOf(
  parts: readonly Part[],
  slots: Slots,
  { needed = null, written = new Map(), folder = null }: ExampleOptions = {},
): string {
  const chosen = new Map<string, string>();
  // Data whose name is no folder need a path.
  let needsPath = false;
  const choose = (name: string): string => {
    const slot = slots[name];
    const text = written.get(name) ?? slot.exampleAfter?.(chosen) ?? exampleBeside(slot, folder);
    chosen.set(name, text);
    needsPath ||= slot.beside === true && folder !== null && !existsSync(resolve(folder, unquoted(text)));
    return text;
  };
  const isOnly = parts.filter(part => "optional" in part && !part.many).length === 1;
  const walk = (parts: readonly Part[]): string[] =>
    parts.flatMap(part => {
      if ("word" in part) return [part.word.split("|")[0]];
      if ("slot" in part) return [choose(part.slot)];
      const hasPath = part.optional.some(inner => "slot" in inner && slots[inner.slot].path);
      const isNeeded = needed === "first" ? isOnly : needed !== null && holds(part, needed);
      return isNeeded || (needsPath && hasPath) ? walk(part.optional) : [];
    });
  return walk(parts).join(" ");
}

const holds = (part: Part, wanted: Part): boolean =>
  part === wanted || ("optional" in part && part.optional.some(inner => holds(inner, wanted)));

const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1, -1) : text);

/** An example that exists in a folder, where there is one. */
function exampleBeside(slot: Slot<unknown>, folder: string | null): string {
  const kind = slot.beside ? "folder" : slot.path;
  if (!kind || folder === null || (slot.literal === true && !slot.beside) || existsSync(resolve(folder, unquoted(slot.example))))
    return slot.example;
  const found = entriesAt("", kind, folder).find(
    ({ name, isFolder }) => isFolder === (kind === "folder") && (!slot.beside || /^[A-Za-z_]\w*$/.test(name)),
  );
  if (!found) return slot.example;
  return slot.beside ? found.name : JSON.stringify(found.name);
}
