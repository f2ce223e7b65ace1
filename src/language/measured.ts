import type { StatementKind } from "../statements/statement.ts";
import type { Statement, Value } from "./ast.ts";

interface Item {
  kind: StatementKind;
  statement: Statement;
}

const wordOf = (value: Value | undefined): string | null =>
  value?.kind === "word" ? value.name : value?.kind === "text" ? value.text : null;

/** The names that follow `evaluate on`. */
function measuredNames(items: readonly Item[]): Set<string> {
  const names = items.flatMap(({ kind, statement: { values } }) =>
    kind.name === "evaluate" && wordOf(values[0]) === "on" ? [wordOf(values[1])] : [],
  );
  return new Set(names.filter(name => name !== null));
}

/** The data that are measured on, and not learned from: those that `evaluate on` names, where others are there to learn from. */
export function measuredData<I extends Item>(items: readonly I[]): Set<I> {
  const names = measuredNames(items);
  const data = items.filter(({ kind }) => kind.role === "data");
  const measured = data.filter(({ statement }) => names.has(wordOf(statement.values[0]) ?? ""));
  return new Set(measured.length < data.length ? measured : []);
}
