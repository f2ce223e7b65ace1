import { data } from "./data.ts";
import { evaluate } from "./evaluate.ts";
import { fineTune } from "./fine_tune.ts";
import { fit } from "./fit.ts";
import { fitOneCycle } from "./fit_one_cycle.ts";
import { model } from "./model.ts";
import { predict } from "./predict.ts";
import { seed } from "./seed.ts";
import type { Option, Options, StatementKind } from "./statement.ts";
import { use } from "./use.ts";
import { visualize } from "./visualize.ts";

/** Every statement, in the order of the reference. */
// biome-ignore lint/suspicious/noExplicitAny: statements of every type stand in one list
export const statements: readonly StatementKind<any, any, any>[] = [
  data,
  model,
  fineTune,
  fit,
  fitOneCycle,
  visualize,
  evaluate,
  predict,
  seed,
  use,
];

export const statementNames: readonly string[] = statements.map(({ name }) => name);
export const statementOf = (name: string): (typeof statements)[number] | undefined => statements.find(kind => kind.name === name);

/** Every option with its names, those in the braces of another included. */
export function* optionsOf(options: Options): Generator<[names: string[], Option]> {
  for (const [name, option] of Object.entries(options)) {
    yield [[name, ...(option.also ?? [])], option];
    if (option.block) yield* optionsOf(option.block);
  }
}

const everyOption = statements.flatMap(({ options }) => [...optionsOf(options)]);
/** The words that begin an option, and so end what stands before them. */
export const optionNames: readonly string[] = [...new Set(everyOption.flatMap(([names]) => names))];
/** Those that can have braces of their own. */
export const bracedOptionNames: readonly string[] = [...new Set(everyOption.flatMap(([names, { block }]) => (block ? names : [])))];

/** The statements and options that have an option of that name. */
export const ownersOf = (option: string): string[] =>
  statements.flatMap(({ name, options }) => [
    ...(has(options, option) ? [name] : []),
    ...Object.entries(options as Options).flatMap(([outer, { block }]) => (block && has(block, option) ? [outer] : [])),
  ]);
const has = (options: Options, option: string): boolean =>
  Object.entries(options).some(([name, { also = [] }]) => name === option || also.includes(option));
