import { Failure } from "../../common/failure.ts";
import { nearest } from "../../common/nearest.ts";
import { list } from "../../common/words.ts";
import { insteadOf } from "../../language/diagnostics/entry.ts";
import { type Code, catalogue } from "../../language/diagnostics/index.ts";
import { describeStatement, namesOfValues, type OptionPage, type StatementPage } from "../../statements/describe.ts";
import { optionNames, statementNames, statementOf, statements } from "../../statements/index.ts";
import { optionMeant, otherWord, statementMeant, wordMeant, wordsOfOthers } from "../../statements/other_words.ts";
import { type CommandRow, commands, nameOf } from "../commands.ts";

/** A subject of help. `value` is a name that statements or options take. */
export type Topic =
  | { kind: "command"; command: CommandRow }
  | { kind: "statement"; statement: StatementPage }
  | { kind: "option"; name: string; options: Owned[] }
  | { kind: "value"; name: string; takenBy: string[][]; elsewhere: Elsewhere | null }
  | { kind: "code"; code: Code }
  | ({ kind: "other" } & Elsewhere);

/** A word of another language: our spelling of it, or what it means there and what to do here. */
export interface Elsewhere {
  word: string;
  ours: string | null;
  means: string | null;
  hint: string | null;
}

/** An option, and the statements (and the options in whose braces it is) that have exactly this one. */
export interface Owned {
  owners: string[][];
  option: OptionPage;
}

/** The subject that the words name. Throws a `Failure` of fault `command line`, with near names, where there is none. */
export function findTopic(words: readonly string[]): Topic {
  const [first, ...rest] = words;
  const statement = statementOf(first);
  if (statement) {
    const page = describeStatement(statement);
    return rest.length === 0 ? { kind: "statement", statement: page } : inside([{ owners: [[first]], option: page }], rest, words);
  }
  if (optionNames.includes(first)) return inside(everyOption(), words, words);
  const whole = words.join(" ");
  const command = commands.find(({ usage }) => nameOf(usage) === whole);
  if (command) return { kind: "command", command };
  if (Object.hasOwn(catalogue, whole)) return { kind: "code", code: whole as Code };
  const elsewhere = elsewhereOf(words);
  const takenBy = namesOfValues().get(whole);
  if (takenBy) return { kind: "value", name: whole, takenBy, elsewhere };
  if (elsewhere) return { kind: "other", ...elsewhere };
  throw unknown(whole, topicNames(), "`exp help` lists commands and statements");
}

function elsewhereOf(words: readonly string[]): Elsewhere | null {
  const word = words.join(" ");
  const ours = [statementMeant(word), optionMeant(word), wordMeant(word)].find(meant => meant !== word);
  const row = otherWord(words[0], words.length > 1 ? words.slice(1).join(" ") : undefined);
  if (ours) return { word, ours, means: null, hint: null };
  return row ? { word, ours: row.name ?? null, means: row.means, hint: insteadOf(row) } : null;
}

/** The options of that name, each in its owners; deeper ones with each word. */
function inside(
  outer: readonly { owners: string[][]; option: Pick<OptionPage, "options" | "name"> }[],
  words: readonly string[],
  given: readonly string[],
): Topic {
  let found = outer.flatMap(({ owners, option }) => option.options.map(inner => ({ owners, option: inner })));
  for (const [i, word] of words.entries()) {
    const names = [...new Set(found.flatMap(({ option: { name, also } }) => [name, ...also]))];
    const matches = found.filter(({ option: { name, also } }) => name === word || also.includes(word));
    if (matches.length === 0)
      throw unknown(given.join(" "), names, names.length > 0 ? `there is ${list(names)}` : "it has no options", word);
    if (i === words.length - 1) return { kind: "option", name: matches[0].option.name, options: alike(matches) };
    found = matches.flatMap(({ owners, option }) =>
      option.options.map(inner => ({ owners: owners.map(owner => [...owner, option.name]), option: inner })),
    );
  }
  throw new Error("inside: no words");
}

/** Every option of every statement, as if in one pair of braces. */
const everyOption = () => {
  const walk = (
    options: readonly OptionPage[],
    owner: string[],
  ): { owners: string[][]; option: { name: string; options: OptionPage[] } }[] => [
    { owners: [owner], option: { name: owner.at(-1)!, options: [...options] } },
    ...options.flatMap(({ name, options }) => (options.length > 0 ? walk(options, [...owner, name]) : [])),
  ];
  return statements.flatMap(statement => walk(describeStatement(statement).options, [statement.name]));
};

/** Equal options are one, with all their owners. */
function alike(all: readonly Owned[]): Owned[] {
  const byText = new Map<string, Owned>();
  for (const { owners, option } of all) {
    const text = JSON.stringify(option);
    byText.set(text, { option, owners: [...(byText.get(text)?.owners ?? []), ...owners] });
  }
  return [...byText.values()];
}

/** Every word with help. */
export const topicNames = (): string[] => [
  ...new Set([
    ...commands.map(({ usage }) => nameOf(usage)),
    ...statementNames,
    ...optionNames,
    ...namesOfValues().keys(),
    ...Object.keys(catalogue),
    ...wordsOfOthers,
  ]),
];

const unknown = (given: string, names: readonly string[], otherwise: string, word = given): Failure => {
  const near = nearest(word, names);
  return new Failure(
    "command line",
    `there is no help for \`${given}\``,
    near.length > 0 ? `did you mean ${list(near, "or")}?` : otherwise,
  );
};
