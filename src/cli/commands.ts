/** What a command is given: its arguments in order, the last one a list where it is variadic, and its options. */
export type CommandArguments = (string | string[])[];
export type CommandOptions = Record<string, string | boolean | undefined>;
/** Carries out a command; resolves to the exit code (src/common/failure.ts), or throws a `Failure`. */
export type Command = (args: CommandArguments, options: CommandOptions) => Promise<number>;

export interface CommandRow {
  /** Name and arguments, in commander's notation. */
  usage: string;
  summary: string;
  /** Flags, in commander's notation, and what they do. */
  options: readonly (readonly [flags: string, doc: string])[];
  /** Loaded when the command is used, so that a quick command does not wait for the parts of a slow one. */
  load: () => Promise<Command>;
}

const json = ["--json", "print JSON for programs instead of text for people"] as const;

/** Every command, in the order of the help. */
export const commands: readonly CommandRow[] = [
  {
    usage: "check <files...>",
    summary: "report every mistake in experiments, and in those of folders",
    options: [json],
    load: async () => (await import("./commands/check.ts")).check,
  },
];
