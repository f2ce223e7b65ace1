import { type InlayHint, InlayHintKind, type InlayHintParams } from "vscode-languageserver";
import { sum } from "../common/sum.ts";
import { formatWhole, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { Statement } from "../language/ast.ts";
import { shown } from "../language/value.ts";
import type { PlanSummary } from "../plan/summary.ts";
import type { Program } from "../program/program.ts";
import { taskPlanOf } from "../tasks/plan/index.ts";
import { isTrainStep } from "../train/phase.ts";
import type { Analyzed } from "./analyzed.ts";
import { countTable, ratesOf } from "./facts/describe.ts";
import { plannedIn, stepsIn } from "./facts/programs.ts";
import type { FactsStore } from "./facts/store.ts";
import type { Feature } from "./feature.ts";
import { plain } from "./markdown.ts";

interface Hint {
  offset: number;
  label: string;
  tooltip?: string;
}

/** What the text leaves to defaults: values of names, what was inferred from the data, and the learning rates of the groups. */
export function hintsOf(analyzed: Analyzed, facts: FactsStore): Hint[] {
  const hints = new Map<string, Hint>();
  // Experiments share the statements outside their braces; the first one gives the hint.
  for (const hint of [...letHints(analyzed), ...plannedIn(analyzed).flatMap(program => planHints(program, analyzed, facts))])
    if (!hints.has(String(hint.offset))) hints.set(String(hint.offset), hint);
  return [...hints.values()];
}

/** The computed value of each `let`. A value from the environment is not shown: it may be secret. */
function letHints({ checked, file }: Analyzed): Hint[] {
  return checked.analysis.scopes.flatMap(({ scope }) =>
    scope.all().flatMap(({ definition: { value: expression, source }, value, from }): Hint[] => {
      if (source.file !== file || !expression || !value || from !== "file") return [];
      if (expression.kind === "quantity" || expression.kind === "list" || (expression.kind === "text" && !expression.parts)) return [];
      return [{ offset: expression.span.end, label: `= ${shortened(visible(shown(value)))}` }];
    }),
  );
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

function planHints(program: Program, analyzed: Analyzed, facts: FactsStore): Hint[] {
  const found = facts.of(program);
  if (!found || "problem" in found) return [];
  const { sources, parsed } = analyzed.checked.analysis.collected;
  const statements = parsed.script.statements.flatMap(statement => [statement, ...(statement.body ?? [])]);
  const at = (start: number) => statements.find(statement => statement.first.start === start);
  const data = at(program.data.span.start);
  const steps = stepsIn(program, analyzed).flatMap(({ step, index }): Hint[] => {
    const planned = found.plan.steps[index];
    const statement = at(step.span.start);
    return isTrainStep(planned) && statement ? [{ offset: lineEnd(statement, analyzed), label: ratesOf(planned) }] : [];
  });
  // Another file's data may begin at the same offset.
  return data?.keyword?.name === "data" && sources[0].text.startsWith("data", data.span.start)
    ? [dataHint(lineEnd(data, analyzed), found.plan), ...steps]
    : steps;
}

/** The end of a statement's first line: a long hint would push the rest out of sight. */
function lineEnd({ first, span }: Statement, { text }: Analyzed): number {
  const line = text.slice(first.start, span.end).search(/[\r\n]/);
  return line < 0 ? span.end : first.start + text.slice(first.start, first.start + line).trimEnd().length;
}

function dataHint(offset: number, plan: PlanSummary): Hint {
  const { counts, imageSize, batchSize } = plan.data;
  const [train, valid] = [sum(counts.train), sum(counts.valid)];
  // `labels: the folder of each image (2 classes: cat, dog)`
  const labels = plan.inferences.find(sentence => sentence.startsWith("labels: "))?.replace(/ \([\d,]+ class.*\)$/s, "");
  const sizes = `${formatWhole(train)} + ${plural(valid, "image")}, ${taskPlanOf(plan).shows(plan.data)}, ${imageSize}px, batch ${batchSize}`;
  const label = labels ? `${visible(labels)}; ${sizes}` : sizes;
  const inferred = plan.inferences.map(sentence => `- ${plain(sentence)}`).join("\n");
  return { offset, label, tooltip: `${inferred}\n\n${countTable(plan)}` };
}

export const inlayHints: Feature = {
  capabilities: { inlayHintProvider: true },
  attach({ connection, facts, answer }) {
    connection.languages.inlayHint.on(
      answer<InlayHintParams, InlayHint[]>((analyzed, { range }) => {
        const { start, end } = analyzed.span(range);
        return hintsOf(analyzed, facts)
          .filter(({ offset }) => offset >= start && offset <= end)
          .map(({ offset, label, tooltip }) => ({
            position: analyzed.document.positionAt(offset),
            label,
            kind: InlayHintKind.Type,
            paddingLeft: true,
            ...(tooltip && { tooltip: { kind: "markdown", value: tooltip } as const }),
          }));
      }, []),
    );
  },
};
