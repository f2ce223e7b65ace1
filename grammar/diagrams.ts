import type { ISerializedGast } from "chevrotain";
import { type Part, parseForm } from "../src/language/forms.ts";
import { parser } from "../src/language/grammar/parser.ts";
import { statements } from "../src/statements/index.ts";
import type { Option, Options, StatementKind } from "../src/statements/statement.ts";
import { type Box, choice, nothing, optional, picture, repeated, sequence, type Track, value, word } from "./railroad.ts";

/** A picture for each statement, from its tables, and one of the grammar that the parser follows: SVG, by the name of its file. */
export const diagrams = (): Record<string, string> => ({
  ...Object.fromEntries(statements.map(kind => [`${kind.name}.svg`, picture(`The syntax of ${kind.name}`, statementTracks(kind))])),
  "grammar.svg": picture(
    "The grammar that the parser follows",
    parser.getSerializedGastProductions().map((rule: Node) => ({ title: rule.name!, box: ruleBox(rule) })),
  ),
});

function statementTracks({ name, forms, options, holdsStatements }: StatementKind): Track[] {
  const hasOptions = Object.keys(options).length > 0;
  const behind = holdsStatements
    ? [inBraces("statement")]
    : hasOptions
      ? [optional(repeated(value("option"))), optional(inBraces("option"))]
      : [];
  return [
    { title: name, box: sequence(word(name), formsBox(forms), ...behind) },
    ...(hasOptions ? [{ title: `option of ${name}`, box: optionsBox(options) }, ...innerTracks(options)] : []),
  ];
}

const innerTracks = (options: Options): Track[] =>
  Object.entries(options).flatMap(([name, { block }]) =>
    block ? [{ title: `option of ${name}`, box: optionsBox(block) }, ...innerTracks(block)] : [],
  );

const inBraces = (what: string): Box => sequence(word("{"), repeated(value(what), word(";")), word("}"));

const optionsBox = (options: Options): Box => choice(...Object.entries(options).map(([name, option]) => optionBox(name, option)));

const optionBox = (name: string, { also = [], forms, block }: Option): Box =>
  sequence(choice(...[name, ...also].map(word)), formsBox(forms), block ? optional(inBraces(`option of ${name}`)) : nothing);

const formsBox = (forms: Record<string, string>): Box => choice(...Object.values(forms).map(form => partsBox(parseForm(form))));

const partsBox = (parts: readonly Part[]): Box => sequence(...parts.map(partBox));

function partBox(part: Part): Box {
  if ("word" in part) return choice(...part.word.split("|").map(word));
  if ("slot" in part) return value(part.slot);
  const box = partsBox(part.optional);
  return optional(part.many ? repeated(box) : box);
}

interface Node extends ISerializedGast {
  definition?: Node[];
  label?: string;
  name?: string;
}

/** How each part of Chevrotain's grammar is drawn. */
const drawings: Record<ISerializedGast["type"], (inner: Box[], node: Node) => Box> = {
  Rule: inner => sequence(...inner),
  Alternative: inner => sequence(...inner),
  Alternation: inner => choice(...inner),
  Option: inner => optional(sequence(...inner)),
  Repetition: inner => optional(repeated(sequence(...inner))),
  RepetitionMandatory: inner => repeated(sequence(...inner)),
  RepetitionWithSeparator: inner => optional(repeated(sequence(...inner))),
  RepetitionMandatoryWithSeparator: inner => repeated(sequence(...inner)),
  NonTerminal: (_, { name }) => value(name!),
  Terminal: (_, { label }) => word(label!.replaceAll("`", "")),
};

const ruleBox = (node: Node): Box => drawings[node.type]((node.definition ?? []).map(ruleBox), node);
