import type { Option, StatementKind } from "../statements/statement.ts";
import type { Expression } from "./ast.ts";
import { type Part, parseForm } from "./forms.ts";
import type { Slot, Slots } from "./slots.ts";

/** What takes values: a statement or an option. */
export type Owner = Pick<StatementKind, "name" | "forms" | "slots">;
export const ownerOf = (name: string, { forms, slots }: Option): Owner => ({ name, forms, slots });

/** A part of a form that may come next, and the parts after it. */
export interface Next {
  part: Exclude<Part, { optional: Part[] }>;
  rest: Part[];
}
export interface Walk {
  form: string;
  /** The part that took each value, as far as the form could be followed. */
  taken: Next["part"][];
  /** What may follow the last value; nothing where a value before it did not fit. */
  next: Next[];
  /** Whether the form may end behind the last value. */
  complete: boolean;
}

/** Follows the forms of a statement or option along its values, and gives the one that goes furthest; of those that go equally far, all that may come next. */
export function walk({ forms, slots }: Owner, values: readonly Expression[], names: ReadonlySet<string>): Walk {
  const walks = Object.entries(forms).map(([name, form]): Walk => {
    const state: State = { values, slots, names, taken: [], next: [] };
    const whole = follow(parseForm(form), state);
    const isThrough = state.taken.length === values.length;
    return { form: name, taken: state.taken, next: isThrough ? state.next : [], complete: whole && isThrough };
  });
  const furthest = Math.max(...walks.map(({ taken }) => taken.length));
  const best = walks.filter(({ taken }) => taken.length === furthest);
  const next = best.flatMap(({ next }) => next);
  const first = best.find(({ complete }) => complete) ?? best[0];
  return {
    ...first,
    next: next.filter((a, i) => next.findIndex(b => isSame(a, b)) === i),
    complete: best.some(({ complete }) => complete),
  };
}

const isSame = (a: Next, b: Next): boolean => JSON.stringify(a) === JSON.stringify(b);

interface State {
  values: readonly Expression[];
  slots: Slots;
  names: ReadonlySet<string>;
  taken: Next["part"][];
  next: Next[];
}

/** Whether the parts could be followed to their end. */
function follow(parts: readonly Part[], state: State): boolean {
  const { values, taken, next } = state;
  for (const [i, part] of parts.entries()) {
    if ("optional" in part) {
      let before: number;
      do {
        before = taken.length;
        if (!follow(part.optional, state) && taken.length > before) return false;
      } while (part.many && taken.length > before);
      continue;
    }
    const value = values[taken.length];
    if (!value) {
      next.push({ part, rest: parts.slice(i + 1) });
      return false;
    }
    if (!("word" in part ? isWord(value, part.word) : fits(value, state.slots[part.slot], state.names))) return false;
    taken.push(part);
  }
  return true;
}

const isWord = (value: Expression, word: string): boolean => value.kind === "word" && word.split("|").includes(value.name);

/** Whether a value may fit a slot, as far as is known before it is evaluated. */
function fits(value: Expression, slot: Slot<unknown>, names: ReadonlySet<string>): boolean {
  if (value.kind === "quantity") return slot.fits(value);
  if (value.kind === "word") return isReference(value.name, slot, names) || slot.fits(value);
  if (value.kind === "text") return slot.fits(value) || (value.parts !== null && slot.fits({ ...value, expression: "" }));
  return !slot.literal;
}

/** Whether a word in a slot is the name of a `let`, used for its value. */
export const isReference = (name: string, slot: Slot<unknown>, names: ReadonlySet<string>): boolean =>
  names.has(name) && !slot.literal && !slot.names?.().includes(name);
