import { catalogue } from "../src/language/diagnostics/index.ts";
import { examplesOf, slotText } from "../src/statements/describe.ts";
import { statements } from "../src/statements/index.ts";
import type { Option, Options, StatementKind } from "../src/statements/statement.ts";

/** The reference of the language, from the tables of src/statements and the catalogue of diagnostics. */
export function reference(): string {
  return `${[head, ...statements.map(statementPage), ...codes()].join("\n\n")}\n`;
}

const head = `# The language

An experiment is a file of statements, one to a line, or several with \`;\` between. \`#\` begins a comment.
Options stand on the line of their statement or in braces behind it, where newlines, \`;\` and commas all separate them.
Text stands in double quotes; \`\\"\` is a quote inside it, and any other backslash stands for itself. Numbers take their
unit directly: \`224px\`, \`20%\`, \`10deg\`, \`2GB\`; an exponent is written \`1e-3\`. Paths begin at the folder of the file.
A name that is also an option's stands in quotes.

In what follows, \`<name>\` stands for a value, \`[…]\` can be left out, \`[…]*\` can be repeated, and \`a|b\` are two spellings.
The diagrams say the same: what is round is written as it stands, what is square stands for something else. In a terminal, \`exp help NAME\`
tells of a statement or an option, and \`exp explain CODE\` of a mistake.`;

function statementPage({ name, doc, forms, slots, options, example }: StatementKind): string {
  const rows = optionRows(options);
  return [
    `## ${name}`,
    doc,
    `\`\`\`exp\n${example}\n\`\`\``,
    Object.values<string>(forms)
      .map(form => `\`${name} ${form}\``.replace(/ `$/, "`"))
      .join(" or "),
    ...slotList(slots),
    `![The syntax of ${name}](diagrams/${name}.svg)`,
    ...(rows.length > 0 ? [["| Option | What it does | For example | Unsaid |", "|---|---|---|---|", ...rows].join("\n")] : []),
  ].join("\n\n");
}

const slotList = (slots: StatementKind["slots"]): string[] => {
  const lines = Object.entries(slots).map(
    ([name, { what, takes, example }]) => `- \`<${name}>\`: ${slotText({ name, what, takes, example })}`,
  );
  return lines.length > 0 ? [lines.join("\n")] : [];
};

const optionRows = (options: Options, depth = ""): string[] =>
  Object.entries(options).flatMap(([name, option]) => [
    optionRow(name, option, depth),
    ...optionRows(option.block ?? {}, `${depth}${name} { … } `),
  ]);

function optionRow(name: string, { also = [], forms, slots, block, doc, unsaid }: Option, inside: string): string {
  const spellings = [name, ...also].join("|");
  const syntax = Object.values(forms).map(
    form => `\`${inside && `${inside.split(" ")[0]} { `}${spellings}${form && ` ${form}`}${inside && " }"}\``,
  );
  const values = Object.entries(slots).map(([slot, { takes }]) => `\`<${slot}>\`: ${takes}`);
  const braces = block ? [`\`${name} { ${Object.keys(block).join(", ")} }\``] : [];
  const examples = examplesOf(name, { forms, slots }).map(example => `\`${example}\``);
  const cells = [[...syntax, ...braces].join("<br>"), [doc, ...values].join("<br>"), examples.join("<br>"), unsaid];
  return `| ${cells.map(cell => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

const codes = (): string[] => [
  "## The grammar",
  "How the parser groups words, numbers, options and braces; which options there are, and what they take, is told above. It takes mistakes along, to report them in people's words: `unknown` and `nameless` are only there for that.",
  "![The grammar that the parser follows](diagrams/grammar.svg)",
  "## Diagnostics",
  [
    "| Code | | What is wrong |",
    "|---|---|---|",
    ...Object.entries(catalogue).map(([code, { severity, doc }]) => `| \`${code}\` | ${severity} | ${doc} |`),
  ].join("\n"),
];
