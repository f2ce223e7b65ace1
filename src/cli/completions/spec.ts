import { choiceNames } from "../../engines/choices.ts";
import { enginesThat } from "../../engines/index.ts";
import { formats, programFormats } from "../../export/index.ts";
import { catalogue } from "../../language/diagnostics/index.ts";
import { optionNames, statementNames } from "../../statements/index.ts";
import { metricNames, modelNames } from "../../statements/lists.ts";
import { commands, nameOf } from "../commands.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What can be at a place: one of some words, an experiment (and folders on the way there), a folder, the name of an experiment of the file, or anything. */
export type Source = readonly string[] | "experiments" | "folders" | "names" | "anything";

export interface FlagSpec {
  flag: string;
  doc: string;
  /** Null where it takes no value. */
  takes: Source | null;
}
export interface CommandSpec {
  name: string;
  summary: string;
  flags: FlagSpec[];
  /** By position; the last one can be repeated. */
  args: Source[];
  isLastRepeated: boolean;
}

/** By what the table of commands calls it. */
const sources: Record<string, Source> = {
  file: "experiments",
  files: "experiments",
  experiments: "names",
  folder: "folders",
  name: choiceNames,
  engine: ["gpu", ...enginesThat(({ setup }) => setup !== null)],
  topic: [...commands.map(({ usage }) => nameOf(usage)), ...statementNames, ...optionNames],
  code: Object.keys(catalogue),
  shell: shells,
  format: Object.keys(formats),
  form: Object.keys(programFormats),
  model: modelNames(),
  metric: metricNames(),
  "yes|no": ["yes", "no"],
  path: "experiments",
};

const sourceOf = (placeholder: string): Source => sources[/[^<>[\].]+/.exec(placeholder)![0]] ?? "anything";

const helpFlag: FlagSpec = { flag: "--help", doc: "show help", takes: null };

/** The commands as completion sees them, from the table. */
export const commandSpecs = (): CommandSpec[] =>
  commands.map(({ usage, summary, options }) => {
    const args = usage.split(" ").slice(1);
    const flags = options.map(([flags, doc]): FlagSpec => {
      const [flag, value] = flags.split(" ");
      return { flag, doc, takes: value === undefined ? null : sourceOf(value) };
    });
    return {
      name: nameOf(usage),
      summary,
      flags: [...flags, helpFlag],
      args: args.map(sourceOf),
      isLastRepeated: args.at(-1)?.includes("...") === true,
    };
  });

/** Flags before any command: those of `run`, because `exp FILE.exp` is short for it. */
export const firstFlags = (specs: readonly CommandSpec[]): FlagSpec[] => [
  ...specs.find(({ name }) => name === "run")!.flags,
  { flag: "--version", doc: "print the version", takes: null },
];

/** Every flag that takes a value. */
export const flagsWithValue = (specs: readonly CommandSpec[]): string[] => [
  ...new Set(specs.flatMap(({ flags }) => flags.filter(({ takes }) => takes !== null).map(({ flag }) => flag))),
];

/** The places of arguments, as patterns: `run:0`, `check:*`. */
export const places = ({ name, args, isLastRepeated }: CommandSpec): { place: string; source: Source }[] =>
  args.map((source, i) => ({ place: `${name}:${isLastRepeated && i === args.length - 1 ? "*" : i}`, source }));

/** A script from a template: lines replace `%name%` on a line of its own, with its indentation. */
export const filled = (template: string, lines: Record<string, readonly string[]>): string =>
  template.replace(/^( *)%(\w+)%$/gm, (_, indent: string, name: string) => lines[name].map(line => indent + line).join("\n"));
