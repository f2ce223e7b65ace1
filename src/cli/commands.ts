/** What a command is given: its arguments in order, the last one a list where it is variadic, and its options. */
export type CommandArguments = (string | string[])[];
export type CommandOptions = Record<string, string | boolean | string[] | undefined>;
/** Carries out a command; resolves to the exit code (src/common/failure.ts), or throws a `Failure`. */
export type Command = (args: CommandArguments, options: CommandOptions) => Promise<number>;

type Flag = readonly [flags: string, doc: string, repeatable?: "repeatable"];

export interface CommandRow {
  /** Name and arguments, in commander's notation. */
  usage: string;
  summary: string;
  /** Flags, in commander's notation, and what they do. */
  options: readonly Flag[];
  /** What its help says besides. */
  more?: string;
  /** Loaded when the command is used, so that a quick command does not wait for the parts of a slow one. */
  load: () => Promise<Command>;
}

const json: Flag = ["--json", "print JSON for programs instead of text for people"];
const set: Flag = ["--set <name=value>", "what a `let` stands for, before what the file says; may be repeated", "repeatable"];
const anyway: Flag = ["--anyway", "go on although files, data, weights or exp have changed since"];
const quiet: Flag = ["--quiet", "print the run folder alone"];
const planning: readonly Flag[] = [
  ["--engine <name>", "what runs it: cpu, gpu, onednn, xla, wasm, tensorflow or webgpu; before what the file says"],
  ["--seed <n>", "the seed of every random choice; before what the file says"],
  set,
  ["--threads <n>", "threads of the engine; one for each core where unsaid"],
];

/** The name of a command, of its usage. */
export const nameOf = (usage: string): string => usage.split(" ", 1)[0];

/** Every command, in the order of the help. */
export const commands: readonly CommandRow[] = [
  {
    usage: "run <file> [experiments...]",
    summary: "carry out an experiment; of a file with several, those that are named, or all",
    options: [
      ...planning,
      ["--runs <folder>", "where run folders go; beside the file where unsaid"],
      ["--resume", "go on with the newest run of each experiment, where it was stopped; FILE may be a run folder too"],
      anyway,
      quiet,
      json,
    ],
    load: async () => (await import("./commands/run.ts")).run,
  },
  {
    usage: "resume <run>",
    summary: "go on with a run that was stopped, in its folder, from its last checkpoint",
    options: [anyway, quiet, json],
    load: async () => (await import("./commands/resume.ts")).resume,
  },
  {
    usage: "repeat <run>",
    summary: "carry out a run again, in a new folder, and compare the tables; ends with 1 where they differ",
    options: [["--runs <folder>", "where the new run folder goes; beside the old one where unsaid"], anyway, quiet, json],
    load: async () => (await import("./commands/repeat.ts")).repeat,
  },
  {
    usage: "check <files...>",
    summary: "report every mistake in experiments, and in those of folders",
    options: [set, json],
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    usage: "fmt <files...>",
    summary: "put experiments, and those of folders, into the one style; `-` is standard input",
    options: [
      ["--check", "change nothing, and end with 1 where something would change"],
      ["--lines <from-to>", "only the statements on these lines of the one file"],
      json,
    ],
    load: async () => (await import("./commands/fmt.ts")).fmt,
  },
  {
    usage: "plan <file> [experiments...]",
    summary: "show what a run would do, and cost",
    options: [
      ...planning,
      ["--emit <form>", "print the programs that would run instead: stablehlo, as the engine xla compiles them"],
      json,
    ],
    load: async () => (await import("./commands/plan.ts")).plan,
  },
  {
    usage: "init [folder]",
    summary: "look at a folder of images and write a first experiment on them; asks on a terminal",
    options: [
      ["--labels <rule>", 'where labels come from, as in the language: from folder; from name "(.+)_[0-9]+"'],
      ["--model <model>", "the network; resnet34 where unsaid"],
      ["--epochs <n>", "how often it sees every image; by their number where unsaid"],
      ["--mirror <yes|no>", "whether a mirrored image is of the same class; yes where unsaid"],
      ["--metric <metric>", "what is measured; error_rate where unsaid"],
      ["--file <path>", "where the experiment goes; FOLDER.exp where unsaid"],
      ["--force", "write over a file that is there"],
      ["--yes", "ask nothing, and take what holds where unsaid"],
      json,
    ],
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    usage: "lsp",
    summary: "serve an editor, by the language server protocol over standard input and output",
    // Editors add it of their own accord.
    options: [["--stdio", "as it does in any case"]],
    load: async () => (await import("./commands/lsp.ts")).lsp,
  },
  {
    usage: "edit <file>",
    summary: "edit an experiment in the browser, with its plan beside it, and run it there",
    options: [
      ["--port <n>", "where the page is served on this machine; a free one where unsaid"],
      ["--no-open", "do not open the browser"],
      json,
    ],
    load: async () => (await import("./commands/edit.ts")).edit,
  },
  {
    usage: "view [run]",
    summary: "show a run in the browser while it goes on, or all runs of a folder, and compare them",
    options: [
      ["--port <n>", "where the page is served on this machine; a free one where unsaid"],
      ["--no-open", "do not open the browser"],
      json,
    ],
    load: async () => (await import("./commands/view.ts")).view,
  },
  {
    usage: "doctor",
    summary: "say which engines are there, and how fast they are",
    options: [["--report", "write what a report of a bug needs into exp-report.txt, without secrets or paths of yours"], json],
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    usage: "setup <engine>",
    summary: "make a faster engine ready, in your cache folder",
    options: [
      ["--gpu", "for NVIDIA GPUs"],
      ["--plugin <file>", "for xla: a PJRT plugin that is there already, such as JAX's, in place of one that is fetched"],
      ["--if-easy", "only in seconds and without network; that it cannot be had is no failure"],
      json,
    ],
    load: async () => (await import("./commands/setup.ts")).setup,
  },
  {
    usage: "help [topic...]",
    summary: "tell of a command, a statement or an option: exp help data batch",
    options: [json],
    load: async () => (await import("./commands/help.ts")).help,
  },
  {
    usage: "explain [code]",
    summary: "tell what the code of a mistake means, with an example; without one, list them",
    options: [json],
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  {
    usage: "completions <shell>",
    summary: "print what teaches bash, zsh or fish to complete the command line",
    options: [json],
    more: `To install, put it where the shell looks, or read it when the shell starts:
  bash   echo 'source <(exp completions bash)' >> ~/.bashrc
  zsh    echo 'source <(exp completions zsh)' >> ~/.zshrc   (behind compinit)
  fish   exp completions fish > ~/.config/fish/completions/exp.fish`,
    load: async () => (await import("./commands/completions.ts")).completions,
  },
];
