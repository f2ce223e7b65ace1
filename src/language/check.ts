import { dirname, resolve } from "node:path";
import { ownersOf, statementNames, statementOf } from "../statements/index.ts";
import { defaultSeed } from "../statements/seed.ts";
import type { Context, StatementKind } from "../statements/statement.ts";
import type { Statement } from "./ast.ts";
import { bind } from "./bind.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Report, reporter } from "./diagnostics/index.ts";
import { nearest } from "./nearest.ts";
import { type Entry, type Order, orderOf } from "./order.ts";
import { parse } from "./parse.ts";
import type { EngineChoice, ModelSpec, Program, StepSpec } from "./program.ts";
import { separate } from "./separate.ts";

export interface Checked {
  /** Null if, and only if, one of the diagnostics is an error. */
  program: Program | null;
  /** In the order of the file. */
  diagnostics: Diagnostic[];
}

/**
 * Checks an experiment and resolves its names. Reports every mistake in one pass and never throws for one; looks at the
 * disk only to see whether folders and files are there, and never touches an engine. Paths are beside `file`.
 */
export function check(source: string, file: string): Checked {
  const { script, lines, diagnostics } = parse(source);
  const report = reporter(diagnostics);
  const context: Context = { folder: dirname(resolve(file)), report, data: null, model: null, trained: false };
  const entries: Entry[] = [];
  let complete = true;
  for (const statement of script.statements.flatMap(statement => separate(statement, report))) {
    const kind = kindOf(statement, report);
    complete &&= kind !== null && !statement.broken;
    if (!kind) continue;
    const spec = kind.read(bind(statement, kind, lines, report), context);
    entries.push({ kind, statement, spec });
    if (kind.role === "data") context.data = spec as Context["data"];
    if (kind.role === "model") context.model = spec as Context["model"];
    if (kind.role === "training") context.trained = true;
  }
  if (script.statements.length === 0 && diagnostics.length === 0) report("empty-experiment", { start: 0, end: 0 });
  complete &&= !diagnostics.some(({ code }) => code === "statement-in-braces");
  const order = orderOf(entries, complete, script.statements.at(-1)?.span.end ?? 0, lines, report);
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  const wrong = diagnostics.some(({ severity }) => severity === "error");
  return { program: wrong ? null : programOf(order, source, resolve(file)), diagnostics };
}

/** The kind of a statement; where its keyword is mistyped, which is reported, the one that was meant, so that its options are checked too. */
function kindOf({ keyword, first }: Statement, report: Report): StatementKind | null {
  if (!keyword) {
    report("unknown-statement", first, { name: "", names: statementNames });
    return null;
  }
  const kind = statementOf(keyword.name);
  if (kind) return kind;
  const owners = ownersOf(keyword.name);
  if (owners.length > 0) {
    report("misplaced-option", keyword.span, { name: keyword.name, owner: null, owners });
    return null;
  }
  report("unknown-statement", keyword.span, { name: keyword.name, names: statementNames });
  return statementOf(nearest(keyword.name, statementNames)[0] ?? "") ?? null;
}

function programOf({ data, model, settings, steps }: Order, source: string, file: string): Program {
  const setting = <T>(name: string): T | null => (settings.find(({ kind }) => kind.name === name)?.spec as T | undefined) ?? null;
  const { span, name, pretrained } = model!.spec as ModelSpec;
  const { batchSpan: _, ...dataSpec } = data!.spec as NonNullable<Context["data"]>;
  return {
    file,
    source,
    seed: setting<number>("seed") ?? defaultSeed,
    use: setting<EngineChoice>("use"),
    exact: setting<boolean>("exact") ?? false,
    data: dataSpec,
    model: { span, name, pretrained },
    steps: steps.map(({ spec }) => spec as StepSpec),
  };
}
