import type { Slot } from "../language/slots.ts";
import { stepStatements } from "../steps/statements.ts";
import { data } from "./data.ts";
import { exact } from "./exact.ts";
import { experiment } from "./experiment.ts";
import { include } from "./include.ts";
import { letStatement } from "./let.ts";
import { model } from "./model.ts";
import { seed } from "./seed.ts";
import type { Option, Options, StatementKind } from "./statement.ts";
import { use } from "./use.ts";
import { version } from "./version.ts";

/** Every statement, in the order of the reference. */
// biome-ignore lint/suspicious/noExplicitAny: one list has statements of every type
export const statements: readonly StatementKind<any, any, any>[] = [
  data,
  model,
  ...Object.values(stepStatements),
  seed,
  use,
  exact,
  letStatement,
  experiment,
  include,
  version,
];

export const statementNames: readonly string[] = statements.map(({ name }) => name);
const byName = new Map(statements.map(kind => [kind.name, kind]));
export const statementOf = (name: string): (typeof statements)[number] | undefined => byName.get(name);

/** Every option with its names, those in the braces of another included. */
export function* optionsOf(options: Options): Generator<[names: string[], Option]> {
  for (const [name, option] of Object.entries(options)) {
    yield [[name, ...(option.also ?? [])], option];
    if (option.block) yield* optionsOf(option.block);
  }
}

/** The row of an option, by any of its names. */
export function optionIn(options: Options, name: string): { name: string; row: Option } | null {
  const found = Object.entries(options).find(([key, { also }]) => key === name || also?.includes(name));
  return found ? { name: found[0], row: found[1] } : null;
}

const everyOption = statements.flatMap(({ options }) => [...optionsOf(options)]);
/** The words that begin an option, and so end the values before them. */
export const optionNames: readonly string[] = [...new Set(everyOption.flatMap(([names]) => names))];
/** Those that can have braces of their own. */
export const bracedOptionNames: readonly string[] = [...new Set(everyOption.flatMap(([names, { block }]) => (block ? names : [])))];

/** The statements, and options with braces, that have each option. */
const owners = new Map<string, string[]>();
function own(owner: string, options: Options): void {
  for (const [name, { also = [], block }] of Object.entries(options)) {
    for (const spelling of [name, ...also]) owners.set(spelling, [...(owners.get(spelling) ?? []), owner]);
    if (block) own(name, block);
  }
}
for (const { name, options } of statements) own(name, options);
export const ownersOf = (option: string): readonly string[] => owners.get(option) ?? [];

let reserved: Set<string> | null = null;
/** Names that the slots of statements and options know: a `let` with such a name would be ambiguous. */
export function reservedNames(): ReadonlySet<string> {
  reserved ??= new Set(everySlot().flatMap(({ names }) => names?.() ?? []));
  return reserved;
}

let words: Set<string> | null = null;
/** The words of forms, the names of options and those of lists: they take no parentheses. */
export function wordsOfForms(): ReadonlySet<string> {
  words ??= new Set([
    ...reservedNames(),
    ...optionNames,
    ...[...statements, ...everyOption.map(([, option]) => option)].flatMap(({ forms }) =>
      Object.values<string>(forms).flatMap(form => form.replace(/<.*?>/g, " ").match(/\w+/g) ?? []),
    ),
  ]);
  return words;
}

const everySlot = (): Slot<unknown>[] =>
  [...statements, ...everyOption.map(([, option]) => option)].flatMap(({ slots }) => Object.values<Slot<unknown>>(slots));
