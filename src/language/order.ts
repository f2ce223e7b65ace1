import type { StatementKind } from "../statements/statement.ts";
import type { Statement } from "./ast.ts";
import type { Report } from "./diagnostics/index.ts";
import type { Lines } from "./lines.ts";

/** A statement of the file with its part of the program, null where that is wrong. */
export interface Entry {
  kind: StatementKind;
  statement: Statement;
  spec: unknown;
}

/** The statements that have an effect. */
export interface Order {
  data: Entry | null;
  model: Entry | null;
  settings: Entry[];
  steps: Entry[];
}

const isStep = ({ kind }: Entry): boolean => kind.role === "step" || kind.role === "training";

/**
 * Finds which statements have an effect on which, and reports what is missing, in the wrong order, repeated or unused.
 * `complete` is false where a statement could not be understood: it may be the one that seems to be missing.
 */
export function orderOf(entries: readonly Entry[], complete: boolean, end: number, lines: Lines, report: Report): Order {
  const steps = entries.filter(isStep);
  const line = ({ statement }: Entry): number => lines.at(statement.span.start).line;
  const settings = entries.filter(({ kind }) => kind.role === "setting");
  const first = steps[0] ? entries.indexOf(steps[0]) : entries.length;

  const inEffect = (role: "data" | "model"): Entry | null => {
    const all = entries.filter(({ kind }) => kind.role === role);
    const before = all.filter(entry => entries.indexOf(entry) < first);
    const used = before.at(-1) ?? all[0] ?? null;
    for (const entry of all) {
      if (entry === used) continue;
      if (before.includes(entry)) report("unused-statement", entry.statement.span, { statement: role, line: line(used!) });
      else if (entries.slice(entries.indexOf(entry)).some(isStep))
        report("repeated-statement", entry.statement.span, { statement: role, line: line(used!) });
      else report("unused-statement", entry.statement.span, { statement: role, line: null });
    }
    const early = steps.find(step => step.kind.needs.includes(role));
    if (early && used && before.length === 0)
      report("wrong-order", early.statement.keyword!.span, { needs: role, by: early.kind.name, line: line(used) });
    if (!used && complete && entries.length > 0) {
      const span = early?.statement.keyword?.span ?? { start: end, end };
      report("missing-statement", span, { needs: role, by: early?.kind.name ?? null, example: examples[role] });
    }
    return used;
  };
  const data = inEffect("data");
  const model = inEffect("model");

  const kept: Entry[] = [];
  for (const entry of settings) {
    const same = settings.find(({ kind }) => kind === entry.kind)!;
    if (same !== entry) report("repeated-statement", entry.statement.span, { statement: entry.kind.name, line: line(same) });
    else if (entries.indexOf(entry) > first)
      report("late-statement", entry.statement.span, { statement: entry.kind.name, line: line(steps[0]) });
    else kept.push(entry);
  }
  if (steps.length === 0 && complete && data && model) report("nothing-to-do", model.statement.span, { statement: "model" });
  reportRepeatedSteps(steps, line, report);
  return { data, model, settings: kept, steps };
}

const examples = { data: "data pets from folder", model: "model resnet34 pretrained" } as const;

/** The same picture or measurement twice says nothing new until something is trained. */
function reportRepeatedSteps(steps: readonly Entry[], line: (entry: Entry) => number, report: Report): void {
  let done = new Map<string, Entry>();
  for (const step of steps) {
    if (step.kind.role === "training") done = new Map();
    else if (step.spec) {
      const what = JSON.stringify({ ...(step.spec as object), span: null });
      const before = done.get(what);
      if (before) report("repeated-step", step.statement.span, { step: step.kind.name, line: line(before) });
      else done.set(what, step);
    }
  }
}
