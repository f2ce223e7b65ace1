import type { Hover, HoverParams } from "vscode-languageserver";
import { namesAt, symbolsAt } from "../language/names.ts";
import { kindOf } from "../steps/index.ts";
import type { StepSpec } from "../steps/specs.ts";
import type { Analyzed } from "./analyzed.ts";
import { docOfName, optionDoc, slotDoc, statementDoc } from "./docs.ts";
import { dataFacts, modelFacts, stepFacts } from "./facts/describe.ts";
import { programAt, stepsIn } from "./facts/programs.ts";
import type { FactsStore } from "./facts/store.ts";
import type { Feature } from "./feature.ts";
import { codeSpan, plain } from "./markdown.ts";
import { type Mark, markAt } from "./marks.ts";

/** What a word means, and what the plan says of it. */
export function hoverAt(analyzed: Analyzed, offset: number, facts: FactsStore): Hover | null {
  const mark = markAt(analyzed.marks, offset);
  if (!mark) return null;
  const parts = [documentation(mark, analyzed), planned(mark, analyzed, facts)].filter(part => part !== "");
  if (parts.length === 0) return null;
  return { range: analyzed.range(mark.span), contents: { kind: "markdown", value: parts.join("\n\n---\n\n") } };
}

function documentation(mark: Mark, analyzed: Analyzed): string {
  const { role, kind, option, slot, value } = mark;
  switch (role) {
    case "statement":
      return kind ? statementDoc(kind) : "";
    case "option":
      return option ? optionDoc(option.name, option.row) : "";
    case "word":
      return (option?.row ?? kind)?.doc ?? "";
    case "name":
      return nameDoc(mark, analyzed);
    case "operator":
      return "";
    default: {
      if (value?.kind === "word" && symbolsAt(analyzed.symbols, analyzed.file, mark.span.start).length > 0) return nameDoc(mark, analyzed);
      const doc = value?.kind === "word" && slot?.row.names ? docOfName(value.name) : undefined;
      if (doc) return `${codeSpan((value as { name: string }).name)}: ${doc}`;
      return slot ? `${codeSpan(`<${slot.name}>`)}: ${slotDoc(slot.row)}` : "";
    }
  }
}

/** The value of a name. A value from the environment is not shown: it may be secret. */
function nameDoc({ span, value }: Mark, analyzed: Analyzed): string {
  const name = value?.kind === "word" ? value.name : "";
  const symbols = symbolsAt(analyzed.symbols, analyzed.file, span.start);
  if (symbols[0]?.kind === "experiment") return `experiment ${codeSpan(name)}`;
  const known = namesAt(analyzed.checked.analysis, analyzed.file, span.start).find(known => known.name === name);
  if (!known) return "";
  const text = known.from === "environment" ? `${known.type}, from the environment` : codeSpan(known.text ?? "nothing, for it is wrong");
  const line = known.source.lines.at(known.span.start).line;
  const place = known.source.file === analyzed.file ? `line ${line}` : `line ${line} of ${codeSpan(known.source.shown)}`;
  return `${codeSpan(name)} stands for ${text}, given on ${place}`;
}

/** The plan's part on a statement, or on the name of a model. */
function planned({ role, kind, option, span }: Mark, analyzed: Analyzed, facts: FactsStore): string {
  if (!kind || option || role === "name" || kind.role === "setting" || kind.role === "structure") return "";
  const program = programAt(analyzed, span.start);
  const found = program && facts.of(program);
  if (!program || !found) return "";
  if ("problem" in found) return kind.role === "data" ? plain([found.problem.message, found.problem.fix].filter(Boolean).join("; ")) : "";
  const { plan } = found;
  const measuring = program.data.span.start === span.start ? -1 : program.steps.findIndex(step => isMeasuredBy(step, span.start));
  if (kind.role === "data") return measuring < 0 ? dataFacts(plan) : stepFacts(plan, measuring);
  if (kind.role === "model") return modelFacts(plan);
  const own = stepsIn(program, analyzed).find(({ step }) => step.span.start <= span.start && span.start < step.span.end);
  return own ? stepFacts(plan, own.index) : "";
}

/** Whether a step measures on the data whose statement begins there. */
const isMeasuredBy = (step: StepSpec, start: number): boolean =>
  kindOf(step)
    .looksAt(step)
    .sets.some(({ data }) => data.span.start === start);

export const hover: Feature = {
  capabilities: { hoverProvider: true },
  attach({ connection, facts, answer }) {
    connection.onHover(
      answer<HoverParams, Hover | null>((analyzed, { position }) => hoverAt(analyzed, analyzed.document.offsetAt(position), facts), null),
    );
  },
};
