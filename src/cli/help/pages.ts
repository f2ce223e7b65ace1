import { code, list } from "../../common/words.ts";
import { type OptionPage, type StatementPage, slotText, summaryOf } from "../../statements/describe.ts";
import { statements } from "../../statements/index.ts";
import { indented, type Manner, twoColumns, wrap } from "./text.ts";
import type { Elsewhere, Owned, Topic } from "./topics.ts";

const notation = "<…> stands for a value, […] can be left out, […]* can be repeated, and a|b are two spellings.";

export function statementText({ name, forms, doc, slots, options, example }: StatementPage, manner: Manner): string {
  const { width, paint } = manner;
  return [
    `${paint.bold(name)}, a statement`,
    indented(paint.cyan(forms.join("\n"))),
    wrap(doc, width),
    ...(slots.length > 0
      ? [
          twoColumns(
            slots.map(slot => [`<${slot.name}>`, slotText(slot)] as const),
            manner,
          ),
        ]
      : []),
    paint.bold("For example"),
    indented(example),
    ...(options.length > 0
      ? [paint.bold("Options, on its line or in braces behind it"), ...options.map(option => optionEntry(option, manner))]
      : []),
    paint.dim(wrap(notation, width)),
  ].join("\n\n");
}

/** An option in a list: what may be written, then what it does. */
function optionEntry({ forms, also, doc, default: byDefault, slots }: OptionPage, { width, paint }: Manner): string {
  return [
    indented(paint.cyan(forms.join("\n"))),
    wrap(doc, width, 6),
    ...slots.map(slot => wrap(`<${slot.name}>: ${slotText(slot)}`, width, 6)),
    ...(also.length > 0 ? [wrap(`Also written ${list(also, "or")}.`, width, 6)] : []),
    wrap(`Default: ${byDefault}.`, width, 6),
  ].join("\n");
}

export function optionText(name: string, options: readonly Owned[], manner: Manner): string {
  const { width, paint } = manner;
  const pages = options.map(({ owners, option }) => {
    const braces = option.options.map(inner => optionEntry(inner, manner));
    return [
      `${paint.bold(name)}, an option of ${list(owners.map(owner => owner.join(" ")))}`,
      optionEntry(option, manner),
      paint.bold("For example"),
      indented(option.examples.join("\n")),
      ...(braces.length > 0 ? [paint.bold("In its braces"), ...braces] : []),
    ].join("\n\n");
  });
  return [...pages, paint.dim(wrap(notation, width))].join("\n\n");
}

export function valueText({ name, takenBy, elsewhere }: Extract<Topic, { kind: "value" }>, manner: Manner): string {
  const { width, paint } = manner;
  const owners = takenBy.map(words => words.join(" "));
  const see = `see ${list(
    owners.map(owner => `exp help ${owner}`),
    "or",
  )}`;
  const text = wrap(`${paint.bold(name)} is a word of ${list(owners)}: ${see}`, width);
  return elsewhere ? `${text}\n\n${otherText(elsewhere, manner)}` : text;
}

export function otherText({ word, ours, means, hint }: Elsewhere, { width, paint }: Manner): string {
  const first =
    ours && !means
      ? `${paint.bold(word)} is another spelling of ${code(ours)}: exp takes both, and ${code("exp fmt")} writes ${code(ours)}.`
      : `Elsewhere, ${paint.bold(word)} is ${means}.`;
  const instead = hint && `In exp: ${hint}.`;
  const see = ours && `See ${code(`exp help ${ours}`)}.`;
  return [first, instead, see].flatMap(text => (text ? [wrap(text, width)] : [])).join("\n\n");
}

/** The statements, as `exp help` lists them below the commands. */
export const statementList = (manner: Manner): string =>
  twoColumns(
    statements.map(({ name, doc }) => [name, summaryOf(doc)] as const),
    manner,
  );
