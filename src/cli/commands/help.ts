import { jsonLine } from "../../common/unseen.ts";
import { describeStatement } from "../../statements/describe.ts";
import { statements } from "../../statements/index.ts";
import { type Command, commands, nameOf } from "../commands.ts";
import { explainedText, explanationOf } from "../help/explained.ts";
import { optionText, otherText, statementText, valueText } from "../help/pages.ts";
import { type Manner, mannerOf } from "../help/text.ts";
import { findTopic, type Topic } from "../help/topics.ts";

type Of<K extends Topic["kind"]> = Extract<Topic, { kind: K }>;

/** `exp help explain` explains the statement; the command of that name has its own help. */
function statementHelp({ statement }: Of<"statement">, manner: Manner): string {
  const { name } = statement;
  const twin = commands.find(({ usage }) => nameOf(usage) === name);
  const text = statementText(statement, manner);
  return twin ? `${text}\n\nThere is also the command \`exp ${twin.usage}\`: see \`exp ${name} --help\`.` : text;
}

/** Each kind of topic as JSON and as text. The text of commands is the help that commander makes. */
const forms: { [K in Topic["kind"]]: { json: (topic: Of<K>) => object; text: (topic: Of<K>, manner: Manner) => string } } = {
  command: { json: ({ command }) => commandJson(command), text: ({ command }) => `${command.usage}: ${command.summary}` },
  statement: { json: ({ statement }) => statement, text: statementHelp },
  option: { json: ({ name, options }) => ({ name, options }), text: ({ name, options }, manner) => optionText(name, options, manner) },
  value: { json: ({ name, takenBy, elsewhere }) => ({ name, takenBy, elsewhere }), text: valueText },
  other: { json: ({ kind: _, ...elsewhere }) => elsewhere, text: otherText },
  code: { json: ({ code }) => explanationOf(code), text: ({ code }, manner) => explainedText(code, manner) },
};

/** `exp help [TOPIC]`: prints help for a statement, an option, a word that they take, or a code. Without a topic, `--json` prints lists of all. */
export const help: Command = async ([words], { json }) => {
  if (words.length === 0) {
    console.log(jsonLine({ commands: commands.map(commandJson), statements: statements.map(describeStatement) }));
    return 0;
  }
  const topic = findTopic(words as string[]);
  const { json: plain, text } = forms[topic.kind] as (typeof forms)["code"];
  console.log(json ? jsonLine({ kind: topic.kind, ...plain(topic as Of<"code">) }) : text(topic as Of<"code">, mannerOf(process.stdout)));
  return 0;
};

const commandJson = ({ usage, summary, options }: (typeof commands)[number]) => ({
  name: nameOf(usage),
  usage,
  summary,
  options: options.map(([flags, doc]) => ({ flags, doc })),
});
