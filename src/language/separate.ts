import { exampleWith } from "../statements/example_with.ts";
import { statementOf } from "../statements/index.ts";
import { optionMeant } from "../statements/other_words.ts";
import type { StatementKind } from "../statements/statement.ts";
import type { Expression, Statement, Word } from "./ast.ts";
import type { Report } from "./diagnostics/index.ts";
import { sourceOf } from "./source_of.ts";

/** `lr = 1e-3` as the `let` that it is meant to be; every other statement as it is. */
export function withLet(statement: Statement, report?: Report): Statement {
  const { keyword, values } = statement;
  const [equals] = values;
  if (!keyword || keyword.name === "let" || equals?.kind !== "word" || equals.name !== "=") return statement;
  const given = values.slice(1);
  report?.("missing-let", keyword.span, {
    name: keyword.name,
    value: given[0] ? sourceOf(given[0]) : "1e-3",
    example: exampleWith(optionMeant(keyword.name), given),
  });
  return { ...statement, keyword: { ...keyword, name: "let" }, values: [keyword, ...values] };
}

/** Statements that were written on one line without `;` between, apart, but for words that are the names of a `let`. The missing separator is reported. */
export function separate(statement: Statement, names: ReadonlySet<string>, report: Report): Statement[] {
  const { values, clauses } = statement;
  // The first word after a keyword is its own: data may be called `model`.
  const inHead = findKeyword(values, 1);
  if (inHead > 0)
    return [
      { ...upTo(statement, values[inHead - 1]), values: values.slice(0, inHead), clauses: [], block: null },
      ...rest(inHead, values, 0),
    ];
  for (const [i, clause] of clauses.entries()) {
    // `split 20% seed 42` is no statement in the middle of an option.
    const at = clause.name?.name === "split" ? -1 : findKeyword(clause.values, 0);
    if (at < 0) continue;
    const before = { ...upTo(clause, clause.values[at - 1] ?? clause.name!), values: clause.values.slice(0, at) };
    return [{ ...upTo(statement, before), clauses: [...clauses.slice(0, i), before], block: null }, ...rest(at, clause.values, i + 1)];
  }
  return [statement];

  function rest(at: number, values: Expression[], firstClause: number): Statement[] {
    const keyword = values[at] as Word;
    report("missing-separator", keyword.span, { keyword: keyword.name });
    const span = { start: keyword.span.start, end: statement.span.end };
    return separate(
      { ...statement, span, first: keyword.span, keyword, values: values.slice(at + 1), clauses: clauses.slice(firstClause) },
      names,
      report,
    );
  }

  function findKeyword(values: Expression[], from: number): number {
    return values.findIndex((value, i) => {
      const kind = i >= from && value.kind === "word" && !names.has(value.name) ? statementOf(value.name) : undefined;
      return kind && (kind.role !== "structure" || begins(kind, values.slice(i + 1)));
    });
  }
}

/** Whether `version`, `let` and the like are the statement, not a column or label of that name. */
const begins = ({ name }: StatementKind, [first, second]: Expression[]): boolean =>
  name === "let" ? second?.kind === "word" && second.name === "=" : first?.kind === (name === "include" ? "text" : "quantity");

/** The node cut off behind `last`. */
const upTo = <N extends { span: Statement["span"] }>(node: N, last: { span: Statement["span"] }): N => ({
  ...node,
  span: { start: node.span.start, end: last.span.end },
});
