import { existsSync } from "node:fs";
import { Command as Commander, CommanderError } from "commander";
import { Failure } from "../common/failure.ts";
import { type CommandArguments, type CommandOptions, commands, nameOf } from "./commands.ts";
import { begin } from "./doing.ts";
import { report } from "./report.ts";
import { helpWidthOf } from "./terminal.ts";

/** What each exit code says. */
const codes = [
  ["0", "done"],
  ["1", "a mistake in the experiment"],
  ["2", "a mistake in the command line"],
  ["3", "a problem with the data or the weights"],
  ["4", "a problem of the machine: memory, disk or engine"],
  ["130", "interrupted"],
] as const;

/** Reads the command line, runs its command and resolves to the exit code. Never throws. */
export async function dispatch(words: string[], version: string): Promise<number> {
  const json = words.includes("--json");
  begin(asMeant(words));
  let code = 0;
  const program = new Commander("exp")
    .description(
      `A language for machine-learning experiments.\n\nTo begin: \`exp init FOLDER\` writes a first experiment for a folder of images.\n\`exp FILE.exp\` is short for \`exp run FILE.exp\`.`,
    )
    .helpOption("-h, --help", "show help")
    .usage("COMMAND …")
    .version(version, "-V, --version", "print the version")
    .helpCommand(false)
    .configureHelp({
      // Without `[options]`, which every command has, the summaries have room on a line of 80 columns.
      subcommandTerm: command => command.usage().replace(/^\[options\] ?/, `${command.name()} `),
      minWidthToWrap: 20,
    })
    .exitOverride()
    .configureOutput({
      // Errors are thrown, and reported below in one form.
      outputError: () => {},
      getOutHelpWidth: () => helpWidthOf(process.stdout),
    });
  for (const { usage, summary, options, more, load } of commands) {
    const command = program.command(usage).description(summary).helpOption("-h, --help", "show help");
    for (const [flags, doc, repeatable] of options)
      if (repeatable) command.option(flags, doc, (text: string, before: string[] = []) => [...before, text]);
      else command.option(flags, doc);
    if (more) command.addHelpText("after", `\n${more}`);
    command.action(async (...given: unknown[]) => {
      const [args, said] = [given.slice(0, -2) as CommandArguments, given.at(-2) as CommandOptions];
      code = await (await load())(args, said);
    });
  }
  try {
    if (isOverview(words)) {
      program.addHelpText("after", await below());
      program.outputHelp();
    } else await program.parseAsync(asMeant(words), { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const asked =
      error instanceof CommanderError ? ((await statementAsCommand(error, words)) ?? wrongCommandLine(error, asMeant(words))) : error;
    return report(asked, json);
  }
}

const isOverview = ([first, ...rest]: string[]): boolean =>
  first === undefined || (rest.length === 0 && /^(?:help|--help|-h)$/.test(first));

/** What `exp help` prints below the commands. */
async function below(): Promise<string> {
  const [{ statementList }, { mannerOf, twoColumns, wrap }] = await Promise.all([import("./help/pages.ts"), import("./help/text.ts")]);
  const manner = mannerOf(process.stdout);
  const title = wrap("Statements of the language (`exp help NAME` explains one, and its options):", manner.width);
  return `\n${title}\n${statementList(manner)}\n\nExit codes:\n${twoColumns(codes, manner)}`;
}

/** Commands that are also statements, whose help explains both. */
const alsoStatements: ReadonlySet<string> = new Set(["explain"]);

/** The full command of the short forms `exp pets.exp` and `exp help run`. */
function asMeant(words: string[]): string[] {
  if (isExperiment(words)) return ["run", ...words];
  const [first, topic, ...rest] = words;
  const isCommand =
    first === "help" && rest.length === 0 && !alsoStatements.has(topic) && commands.some(({ usage }) => nameOf(usage) === topic);
  return isCommand ? [topic, "--help"] : words;
}

/** `exp pets.exp`, `exp --seed 1 pets.exp`: the first word that is neither an option nor its value names an experiment. */
const isExperiment = (words: string[]): boolean =>
  words.find((word, i) => !word.startsWith("-") && !takesValue.has(words[i - 1]))?.endsWith(".exp") === true;
/** `--engine`, `--seed`, … */
const takesValue = new Set(
  commands.flatMap(({ options }) => options.flatMap(([flags]) => (flags.includes("<") ? [flags.split(" ")[0]] : []))),
);

/** A statement, or a word that means one elsewhere, is not a command: `exp predict`. */
async function statementAsCommand({ code }: CommanderError, [word]: string[]): Promise<Failure | null> {
  if (code !== "commander.unknownCommand") return null;
  const [{ statementOf }, { otherWord, statementMeant }] = await Promise.all([
    import("../statements/index.ts"),
    import("../statements/other_words.ts"),
  ]);
  const kind = statementOf(statementMeant(word)) ?? statementOf(otherWord(word)?.name ?? "");
  if (!kind) return null;
  const example = kind.example.split("\n")[0].replace(/ \{$/, "");
  return new Failure(
    "command line",
    `unknown command \`${word}\``,
    `\`${kind.name}\` is a statement: write for example \`${example}\` in a file, then \`exp run FILE\``,
  );
}

/** commander's `error: unknown option '--sed'\n(Did you mean --seed?)`, in our form. */
function wrongCommandLine({ message }: CommanderError, words: string[]): Failure {
  const [first, suggestion] = message.replace(/^error: /, "").split("\n");
  const near = /Did you mean (?:one of )?(.*)\?/.exec(suggestion ?? "")?.[1];
  const names = near?.split(", ").map(name => `\`${name}\``);
  const said = first
    .replace(/^option '(?:-\w, )?(\S+) (.*)' argument missing$/, "`$1` needs a value: $2")
    .replace(/^missing required argument '(.*)'$/, "`$1` is missing")
    .replaceAll("'", "`")
    .replace(/^too many arguments for `(.*)`\. Expected (.*) but got (\d+)\.$/, "`exp $1` takes $2, not $3");
  return new Failure("command line", said, names ? `did you mean ${names.join(" or ")}?` : seeHelp(words));
}

/** Where the right command line is explained: how the command is written, or the list of all. */
function seeHelp(words: string[]): string {
  const command = commands.find(({ usage }) => nameOf(usage) === words[0]);
  if (command) return `usage: \`exp ${command.usage}\`; \`exp ${words[0]} --help\` lists the options`;
  const file = `${words[0]}.exp`;
  return existsSync(file) ? `did you mean \`exp run ${file}\`?` : "`exp help` lists the commands";
}
