import type { Span } from "../common/span.ts";
import { data } from "../statements/data.ts";
import type { StatementKind } from "../statements/statement.ts";
import type { Statement } from "./ast.ts";
import { exampleOf, parseForm } from "./forms.ts";
import { folderOf, placeIn, type Source } from "./source.ts";

/** A statement of a file with its part of the program, null where that is wrong. */
export interface CheckedStatement {
  kind: StatementKind;
  statement: Statement;
  source: Source;
  spec: unknown;
  /** Whether a mistake of its own was reported: what it is meant to say is then unknown. */
  isWrong: boolean;
  /** Of data: whether only `evaluate on` uses it. */
  isEvaluationData: boolean;
}

/** The statements that have an effect. */
export interface Order {
  data: CheckedStatement | null;
  model: CheckedStatement | null;
  settings: CheckedStatement[];
  steps: CheckedStatement[];
}

const isStep = ({ kind }: CheckedStatement): boolean => kind.role === "step" || kind.role === "training";

/** The place of another statement, for messages in the file of `from`. */
const place = (entry: CheckedStatement, from: CheckedStatement): string => placeIn(entry.source, entry.statement.span, from.source);

/**
 * Finds which statements have an effect on which, and reports what is missing, in the wrong order, repeated or unused.
 * `complete` is false where a statement could not be understood: it may be the one that seems to be missing. What is missing is
 * reported at `end`.
 */
export function orderOf(entries: readonly CheckedStatement[], complete: boolean, end: { source: Source; span: Span }): Order {
  const steps = entries.filter(isStep);
  const settings = entries.filter(({ kind }) => kind.role === "setting");
  const first = steps[0] ? entries.indexOf(steps[0]) : entries.length;

  const inEffect = (role: "data" | "model"): CheckedStatement | null => {
    const all = entries.filter(({ kind, isEvaluationData }) => kind.role === role && !isEvaluationData);
    const before = all.filter(entry => entries.indexOf(entry) < first);
    const used = before.at(-1) ?? all[0] ?? null;
    for (const entry of all) {
      if (entry === used) continue;
      if (before.includes(entry))
        entry.source.report("unused-statement", entry.statement.span, { statement: role, place: place(used!, entry) });
      else if (entries.slice(entries.indexOf(entry)).some(isStep))
        entry.source.report("repeated-statement", entry.statement.span, { statement: role, place: place(used!, entry) });
      else entry.source.report("unused-statement", entry.statement.span, { statement: role, place: null });
    }
    const early = steps.find(step => step.kind.needs.includes(role));
    if (early && used && before.length === 0)
      early.source.report("wrong-order", early.statement.keyword!.span, { needs: role, by: early.kind.name, place: place(used, early) });
    if (!used && complete) {
      const span = early?.statement.keyword?.span ?? end.span;
      (early ?? end).source.report("missing-statement", span, {
        needs: role,
        by: early?.kind.name ?? null,
        example: role === "model" ? exampleOfModel : exampleOfData((early ?? end).source),
      });
    }
    return used;
  };
  const dataInEffect = inEffect("data");
  const model = inEffect("model");

  const kept: CheckedStatement[] = [];
  for (const entry of settings) {
    const same = settings.find(({ kind }) => kind === entry.kind)!;
    if (same !== entry)
      entry.source.report("repeated-statement", entry.statement.span, { statement: entry.kind.name, place: place(same, entry) });
    else if (entries.indexOf(entry) > first)
      entry.source.report("late-statement", entry.statement.span, { statement: entry.kind.name, place: place(steps[0], entry) });
    else kept.push(entry);
  }
  if (steps.length === 0 && complete && dataInEffect && model)
    model.source.report("nothing-to-do", model.statement.span, { statement: "model" });
  reportRepeatedSteps(steps);
  return { data: dataInEffect, model, settings: kept, steps };
}

const exampleOfModel = "model resnet34 pretrained";
/** With a folder that is there, where one is. */
const exampleOfData = (source: Source): string =>
  `data ${exampleOf(parseForm(data.forms.folder), data.slots, { folder: folderOf(source) })}`;

/** The same picture or measurement twice says nothing new until something is trained. */
function reportRepeatedSteps(steps: readonly CheckedStatement[]): void {
  let done = new Map<string, CheckedStatement>();
  for (const step of steps) {
    if (step.kind.role === "training") done = new Map();
    else if (step.spec && !step.isWrong) {
      const what = JSON.stringify({ ...(step.spec as object), span: null });
      const before = done.get(what);
      if (before) step.source.report("repeated-step", step.statement.span, { step: step.kind.name, place: place(before, step) });
      else done.set(what, step);
    }
  }
}
