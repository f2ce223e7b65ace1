import { dataOptions } from "../statements/data_options.ts";
import type { StatementKind } from "../statements/statement.ts";
import type { Statement, Value } from "./ast.ts";
import type { Report } from "./diagnostics/index.ts";

interface Item {
  kind: StatementKind;
  statement: Statement;
}

export const wordOf = (value: Value | undefined): string | null =>
  value?.kind === "word" ? value.name : value?.kind === "text" ? value.text : null;

/** The names of data that statements evaluate on. */
const measuredNames = (items: readonly Item[]): Set<string> =>
  new Set(items.flatMap(({ kind, statement: { values } }) => kind.evaluatesOn?.(values) ?? []));

/** Options that say how images are learned from: of those that are only measured on, the labels alone count. */
const unheeded = Object.keys(dataOptions).filter(name => name !== "labels");

/** Reports the options of data that are measured on which have no effect. */
export function reportUnheeded({ statement: { clauses, block } }: Item, report: Report): void {
  for (const { name, span } of [...clauses, ...(block?.clauses ?? [])])
    if (name && unheeded.includes(name.name)) report("unheeded-option", span, { name: name.name });
}

/** The data that are measured on, and not learned from: those that `evaluate on` names, where others are there to learn from. */
export function measuredData<I extends Item>(items: readonly I[]): Set<I> {
  const names = measuredNames(items);
  const data = items.filter(({ kind }) => kind.role === "data");
  const measured = data.filter(({ statement }) => names.has(wordOf(statement.values[0]) ?? ""));
  return new Set(measured.length < data.length ? measured : []);
}
