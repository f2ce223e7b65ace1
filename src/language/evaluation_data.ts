import { dataOptions } from "../statements/data_options.ts";
import type { Expression } from "./ast.ts";
import type { Item as FileItem } from "./collect.ts";
import type { Report } from "./diagnostics/index.ts";

type Item = Pick<FileItem, "kind" | "statement">;

export const wordOf = (value: Expression | undefined): string | null =>
  value?.kind === "word" ? value.name : value?.kind === "text" ? value.text : null;

/** The names of data sets that statements evaluate on. */
const evaluationNames = (items: readonly Item[]): Set<string> =>
  new Set(items.flatMap(({ kind, statement: { values } }) => kind.evaluatesOn?.(values) ?? []));

/** Options without effect on evaluation data: only `labels` has one. */
const ignoredOptions = Object.keys(dataOptions).filter(name => name !== "labels");

/** Reports the options of a `data` statement that have no effect on evaluation data. */
export function reportIgnoredOptions({ statement: { clauses, block } }: Item, report: Report): void {
  for (const { name, span } of [...clauses, ...(block?.clauses ?? [])])
    if (name && ignoredOptions.includes(name.name)) report("ignored-option", span, { name: name.name });
}

/** The data sets used for evaluation only: those that `evaluate on` names, if another is left to train on. */
export function evaluationData<I extends Item>(items: readonly I[]): Set<I> {
  const names = evaluationNames(items);
  const data = items.filter(({ kind }) => kind.role === "data");
  const evaluated = data.filter(({ statement }) => names.has(wordOf(statement.values[0]) ?? ""));
  return new Set(evaluated.length < data.length ? evaluated : []);
}
