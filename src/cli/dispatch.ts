import { Command as Commander, CommanderError } from "commander";
import { Failure } from "../common/failure.ts";
import { type CommandArguments, type CommandOptions, commands, nameOf } from "./commands.ts";
import { begin } from "./doing.ts";
import { report } from "./report.ts";

const codes =
  "Exit codes: 0 done, 1 the experiment is wrong, 2 the command line is wrong, 3 the data or weights are wrong, 4 the machine fell short (memory, disk, engine), 130 interrupted.";

/** Reads the command line, carries out its command and resolves to the exit code. Never throws. */
export async function dispatch(words: string[], version: string): Promise<number> {
  const json = words.includes("--json");
  begin(asMeant(words));
  let code = 0;
  const program = new Commander("exp")
    .description("A language for machine-learning experiments.")
    .usage("COMMAND …  (`exp FILE.exp` is short for `exp run FILE.exp`)")
    .version(version)
    .helpCommand(false)
    // Without `[options]`, which every command has, the summaries have room on a line of 80 columns.
    .configureHelp({ subcommandTerm: command => command.usage().replace(/^\[options\] ?/, `${command.name()} `) })
    .exitOverride()
    // Errors are thrown and reported below, in one manner.
    .configureOutput({ outputError: () => {} });
  for (const { usage, summary, options, more, load } of commands) {
    const command = program.command(usage).description(summary);
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
    return report(error instanceof CommanderError ? wrongCommandLine(error) : error, json);
  }
}

const isOverview = ([first, ...rest]: string[]): boolean =>
  first === undefined || (rest.length === 0 && /^(?:help|--help|-h)$/.test(first));

/** What `exp help` says below the commands. */
async function below(): Promise<string> {
  const [{ statementList }, { mannerOf, wrap }] = await Promise.all([import("./help/pages.ts"), import("./help/text.ts")]);
  const manner = mannerOf(process.stdout);
  const title = "Statements of the language (`exp help NAME` tells of one, and of its options):";
  return `\n${title}\n${statementList(manner)}\n\n${wrap(codes, manner.width)}`;
}

/** Commands that are also statements, whose help tells of both. */
const alsoStatements: ReadonlySet<string> = new Set(["explain"]);

/** The words of the command that short forms stand for: `exp pets.exp` and `exp help run`. */
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

/** commander's `error: unknown option '--sed'\n(Did you mean --seed?)`, in our manner. */
function wrongCommandLine({ message }: CommanderError): Failure {
  const [first, suggestion] = message.replace(/^error: /, "").split("\n");
  const near = /Did you mean (?:one of )?(.*)\?/.exec(suggestion ?? "")?.[1];
  const names = near?.split(", ").map(name => `\`${name}\``);
  return new Failure("command line", first.replaceAll("'", "`"), names ? `did you mean ${names.join(" or ")}?` : "see `exp help`");
}
