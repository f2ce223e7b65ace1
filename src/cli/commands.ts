import { listed } from "../common/words.ts";
import { choiceNames } from "../engines/choices.ts";
import { enginesThat } from "../engines/index.ts";
import { defaultModel } from "../models/index.ts";

/** Arguments of a command in order, the last one a list where it is variadic, and its options. */
export type CommandArguments = (string | string[])[];
export type CommandOptions = Record<string, string | boolean | string[] | undefined>;
/** Runs a command; resolves to the exit code (src/common/failure.ts), or throws a `Failure`. */
export type Command = (args: CommandArguments, options: CommandOptions) => Promise<number>;

type Flag = readonly [flags: string, doc: string, repeatable?: "repeatable"];

export interface CommandRow {
  /** Name and arguments, in commander's notation. */
  usage: string;
  summary: string;
  /** Flags, in commander's notation, and what they do. */
  options: readonly Flag[];
  /** More text of its help. */
  more?: string;
  /** Loaded when the command is used, so that a quick command does not wait for the parts of a slow one. */
  load: () => Promise<Command>;
}

const json: Flag = ["--json", "print JSON instead of text"];
const set: Flag = ["--set <name=value>", "value of a `let`, instead of the one in the file; repeatable", "repeatable"];
const anyway: Flag = ["--anyway", "continue although files, data, weights or exp have changed since"];
const quiet: Flag = ["--quiet", "print only the run folder"];
const planning: readonly Flag[] = [
  ["--engine <name>", `${listed(choiceNames, "or")} (default: \`use\` in the file, else the fastest that is set up)`],
  ["--seed <n>", "seed of every random choice (default: `seed` in the file, else 42)"],
  set,
  ["--threads <n>", "threads of the engine (default: one for each core)"],
];

/** The name of a command, of its usage. */
export const nameOf = (usage: string): string => usage.split(" ", 1)[0];

/** Every command, in the order of the help. */
export const commands: readonly CommandRow[] = [
  {
    usage: "run <file> [experiments...]",
    summary: "run an experiment; of a file with several, the named ones or all",
    options: [
      ...planning,
      ["--runs <folder>", "folder of run folders (default: runs, beside the file)"],
      ["--resume", "resume the newest run of each experiment if it was stopped; FILE may be a run folder"],
      anyway,
      quiet,
      json,
    ],
    load: async () => (await import("./commands/run.ts")).run,
  },
  {
    usage: "resume <run>",
    summary: "resume a run that was stopped, from its last checkpoint",
    options: [anyway, quiet, json],
    load: async () => (await import("./commands/resume.ts")).resume,
  },
  {
    usage: "repeat <run>",
    summary: "run again in a new folder, and compare the tables; exit 1 if they differ",
    options: [["--runs <folder>", "folder of the new run folder (default: beside the old one)"], anyway, quiet, json],
    load: async () => (await import("./commands/repeat.ts")).repeat,
  },
  {
    usage: "check <files...>",
    summary: "report every mistake in experiments; searches folders",
    options: [set, json],
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    usage: "fmt <files...>",
    summary: "format experiments in the one style; searches folders, `-` is standard input",
    options: [
      ["--check", "change nothing; exit 1 if a file would change"],
      ["--lines <from-to>", "format only the statements on these lines, such as 3-7, of one file"],
      json,
    ],
    load: async () => (await import("./commands/fmt.ts")).fmt,
  },
  {
    usage: "plan <file> [experiments...]",
    summary: "show what a run would do and cost",
    options: [...planning, ["--emit <form>", "print the programs of the run instead, for example in stablehlo"], json],
    load: async () => (await import("./commands/plan.ts")).plan,
  },
  {
    usage: "export <run>",
    summary: "write the model of a run, or its programs, to a file in another format",
    options: [
      ["--as <format>", "safetensors, for torch; or stablehlo, the programs of the run (default: safetensors)"],
      ["--to <output>", "file (default: named after the run, in this folder)"],
      ["--force", "overwrite an existing file"],
      json,
    ],
    load: async () => (await import("./commands/export.ts")).exportRun,
  },
  {
    usage: "init [folder]",
    summary: "write a first experiment for a folder of images; asks questions on a terminal",
    options: [
      ["--labels <rule>", 'source of the labels, as in the language: from folder; from name "(.+)_[0-9]+" (default: what fits)'],
      ["--model <model>", `network (default: ${defaultModel})`],
      ["--epochs <n>", "how often it sees every image (default: 1 to 6, by the number of images)"],
      ["--mirror <yes|no>", "whether a mirrored image is of the same class (default: yes)"],
      ["--metric <metric>", "metric (default: error_rate)"],
      ["--file <path>", "file of the experiment (default: FOLDER.exp)"],
      ["--force", "overwrite an existing file"],
      ["--yes", "ask nothing, take the defaults"],
      json,
    ],
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    usage: "lsp",
    summary: "start the language server for an editor, on standard input and output",
    // Editors add it of their own accord.
    options: [["--stdio", "the default; editors pass it"]],
    load: async () => (await import("./commands/lsp.ts")).lsp,
  },
  {
    usage: "edit <file>",
    summary: "edit and run an experiment in the browser, with its plan beside it",
    options: [["--port <n>", "port of the page on this machine (default: a free one)"], ["--no-open", "do not open the browser"], json],
    load: async () => (await import("./commands/edit.ts")).edit,
  },
  {
    usage: "view [run]",
    summary: "show a run in the browser, also while it runs; or list and compare runs",
    options: [["--port <n>", "port of the page on this machine (default: a free one)"], ["--no-open", "do not open the browser"], json],
    load: async () => (await import("./commands/view.ts")).view,
  },
  {
    usage: "doctor",
    summary: "list the engines that are set up, and measure their speed",
    options: [["--report", "write exp-report.txt for a bug report, without your secrets and paths"], json],
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    usage: "setup <engine>",
    summary: "set up a faster engine, in your cache folder",
    options: [
      ["--gpu", "for NVIDIA GPUs"],
      [
        "--plugin <file>",
        `for ${listed(enginesThat(({ setup }) => setup?.takesPlugin === true))}: use a PJRT plugin on this machine, such as JAX's; downloads none`,
      ],
      ["--if-easy", "only in seconds and without network; exit 0 even if it cannot be set up"],
      json,
    ],
    load: async () => (await import("./commands/setup.ts")).setup,
  },
  {
    usage: "help [topic...]",
    summary: "show help for a command, a statement or an option: exp help data batch",
    options: [json],
    load: async () => (await import("./commands/help.ts")).help,
  },
  {
    usage: "explain [code]",
    summary: "explain the code of a mistake, with an example; without a code, list all",
    options: [json],
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  {
    usage: "completions <shell>",
    summary: "print the completion script for bash, zsh or fish",
    options: [json],
    more: `To install:
  bash   echo 'source <(exp completions bash)' >> ~/.bashrc
  zsh    echo 'source <(exp completions zsh)' >> ~/.zshrc   (after compinit)
  fish   exp completions fish > ~/.config/fish/completions/exp.fish`,
    load: async () => (await import("./commands/completions.ts")).completions,
  },
];
