import { most } from "../src/language/collect.ts";
import { insteadOf } from "../src/language/diagnostics/entry.ts";
import { catalogue } from "../src/language/diagnostics/index.ts";
import { longest, mostValues } from "../src/language/evaluate.ts";
import { examplesOf, slotText } from "../src/statements/describe.ts";
import { statements } from "../src/statements/index.ts";
import { otherWords, spellings } from "../src/statements/other_words.ts";
import type { Option, Options, StatementKind } from "../src/statements/statement.ts";

const limits = `${most.names} names, ${most.experiments} experiments, ${most.files} included files, ${most.depth} of them in each other, lists and texts of ${longest.list} items and characters, ${mostValues} values computed, and ${most.statements} statements, those of each experiment counted`;

/** The reference of the language, from the tables of src/statements and the catalogue of diagnostics. */
export function reference(): string {
  return `${[head, ...statements.map(statementPage), elsewhere(), ...codes()].join("\n\n")}\n`;
}

/** Words of other tools: those that are spellings of ours, then what to do instead of the rest. */
function elsewhere(): string {
  const rows = Object.values(spellings).flatMap(table =>
    Object.entries<readonly string[]>(table).map(([ours, words]) => `| ${words.map(word => `\`${word}\``).join(", ")} | \`${ours}\` |`),
  );
  const others = otherWords.map(row => `| ${row.words.map(word => `\`${word}\``).join(", ")} | ${row.means} | ${insteadOf(row)} |`);
  return [
    `## Words from elsewhere

exp accepts these spellings, and \`exp fmt\` writes ours. \`fine_tune 5\` is \`fine_tune 5 epochs\`, \`fine_tune epochs 5\` too, and \`visualize 1\` is \`visualize layer 1\`.`,
    ["| also written | here |", "|---|---|", ...rows].join("\n"),
    "These have no word of their own here; \\`exp help WORD\\` says the same.".replaceAll("\\", ""),
    ["| word | what it is | in exp |", "|---|---|---|", ...others].join("\n"),
  ].join("\n\n");
}

const head = `# The language

An experiment is a file of statements, one to a line, or several with \`;\` between. \`#\` begins a comment.
Options stand on the line of their statement or in braces behind it, where newlines, \`;\` and commas all separate them.
Text stands in double quotes; \`\\"\` is a quote inside it, \`{name}\` what a name stands for, \`\\{name}\` these braces themselves, and any
other backslash stands for itself. Numbers take their unit directly: \`224px\`, \`20%\`, \`10deg\`, \`2GB\`; an exponent is written \`1e-3\`.
Paths begin at the folder of the file. A name that is also an option's stands in quotes.

In what follows, \`<name>\` stands for a value, \`[…]\` can be left out, \`[…]*\` can be repeated, and \`a|b\` are two spellings.
The diagrams say the same: what is round is written as it stands, what is square stands for something else. In a terminal, \`exp help NAME\`
tells of a statement or an option, and \`exp explain CODE\` of a mistake.

## Values

\`\`\`exp
let size = 96px
let part = "train"
let seen = ["accuracy", "f1"]
data pets from folder "pets/{part}" { resize size / 2; split (1 - 80%) }
model resnet34 pretrained
fine_tune 1 epochs rate 2 * 1e-3 metric seen
\`\`\`

\`let\` gives a name to a value, and the name may stand wherever the value may, also above its \`let\`.
A value is a number, a text or a list.

- \`+ - * /\` compute with numbers, parentheses go first. A percentage is a number: \`1 - 20%\` is \`0.8\`. Units are kept: \`224px / 2\` is \`112px\`,
  \`224px / 2px\` is \`112\`, and \`224px + 10deg\` is a mistake.
- A list, \`[a, b]\`, stands for its items, also in another list. It is computed with item by item: \`[1, 2] * 2\` is \`[2, 4]\`. Newlines may stand in it.
- Where a statement takes a word as it stands (the name of the data, a label, a column, a model), that word is meant, not a \`let\`; a name of the user's
  is given there by \`"{name}"\`. Where it takes one of a list, as of models or metrics, a \`let\` may stand for the text: \`let arch = "resnet50"\`, \`model arch\`.
- Outside of \`let\`, parentheses and lists, \`/\` and \`-\` need a space on both sides: \`a/b\` is a path, \`a-b\` a name. The names of models,
  metrics, engines and resize methods are no names for a \`let\`.
- \`{experiment}\` in a text is the name of the experiment, or that of the file. A regular expression that stands with its option keeps its braces.
- \`exp run FILE --set size=64px\` (also \`exp plan\`, \`exp check\`) gives a name another value, of the same type and unit; lists with commas: \`--set rates=1e-4,1e-3\`.

Every file is checked in bounded time: there are no loops, and at most ${limits}. A name that is made of itself is a mistake.

## Several experiments

\`\`\`exp
let size = 96px
data pets from folder { resize size }
experiment small { model resnet18 pretrained; fine_tune 1 epochs }
experiment large like small { let size = 2 * size; model resnet50 pretrained }
\`\`\`

What stands outside of all braces belongs to every experiment. \`like\` takes over what another experiment has. What is an experiment's own goes before what
it takes over: a \`let\` before that of its name (in its own value, the name is the one taken over), a data, model or setting statement before that of its kind,
and, where it has steps, these before all steps.

An experiment that another is like may lack data, a model or steps, as \`base\` in \`experiment base { fine_tune 1 epochs }\` and
\`experiment small like base { model resnet18 pretrained }\`: it is there for others, checked as far as it goes, and not carried out itself.

\`exp run FILE\` carries out all experiments in the order of the file, \`exp run FILE large\` that one, whatever mistakes stand in the braces of others; the run
folders are \`runs/FILE-EXPERIMENT-N\`.

## Style

\`exp fmt\` puts files into one style, which means the same and keeps every comment; formatted again, nothing changes.

- One statement to a line, without \`;\`, and at most one empty line between two.
- Braces stand on the line of their statement. What was written on one line stays on one line, with \`;\` between, where it fits in 80 columns; else each option
  has a line, two spaces further in. Lists likewise, with a comma behind each item.
- One space between words and on both sides of operators, none inside parentheses and brackets, none between a number and its unit, and no comma where a space does.
- A comment stays on its line, behind one space, or on a line of its own, as far in as what follows it.
- What has a mistake of form stays as it is, and \`exp fmt\` says so.

## Versions

\`version 1\`, as the first statement, says for which version of the language a file is written; a file without it is of version 1. A file of version 1 means
the same in every later exp: the same words, the same units, the same defaults of the language. A later exp may add statements, options, models, metrics
and other names to version 1. A file in which one of them would collide with a name of its own is told so by \`exp check\`, and never read differently.
Whatever would change what a file means comes as a new version, for which the file must ask. An exp that does not know the version that a file asks for
says so, and nothing else about that file. What the numbers of a run are may change with the engine and its version, which \`plan.json\` records.`;

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
    ...(rows.length > 0 ? [["| Option | What it does | For example | Default |", "|---|---|---|---|", ...rows].join("\n")] : []),
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

function optionRow(
  name: string,
  { also = [], forms, slots, examples: given, block, doc, default: byDefault }: Option,
  inside: string,
): string {
  const spellings = [name, ...also].join("|");
  const syntax = Object.values(forms).map(
    form => `\`${inside && `${inside.split(" ")[0]} { `}${spellings}${form && ` ${form}`}${inside && " }"}\``,
  );
  const values = Object.entries(slots).map(([slot, { takes }]) => `\`<${slot}>\`: ${takes}`);
  const braces = block ? [`\`${name} { ${Object.keys(block).join(", ")} }\``] : [];
  const examples = examplesOf(name, { forms, slots, examples: given }).map(example => `\`${example}\``);
  const cells = [[...syntax, ...braces].join("<br>"), [doc, ...values].join("<br>"), examples.join("<br>"), byDefault];
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
