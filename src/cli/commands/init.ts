import { relative } from "node:path";
import { columns } from "../../common/columns.ts";
import { exitCodes, Failure } from "../../common/failure.ts";
import { writeAtomic } from "../../common/files.ts";
import { plural } from "../../common/units.ts";
import { jsonLine } from "../../common/unseen.ts";
import { list } from "../../common/words.ts";
import type { Dataset } from "../../data/data.ts";
import { inspect } from "../../data/inspect.ts";
import { argumentPath } from "../../events/paths.ts";
import { check } from "../../language/check.ts";
import { defaultModel } from "../../models/index.ts";
import type { Program } from "../../program/program.ts";
import { type TaskData, taskOf } from "../../tasks/index.ts";
import type { Command, CommandOptions } from "../commands.ts";
import { type Manner, mannerOf, wrap } from "../help/text.ts";
import { type Ask, askOnTerminal, askUntilTaken, NoAnswer } from "../init/ask.ts";
import { chooseFile, chooseFolder } from "../init/choose.ts";
import { compose, dataHead, type Line, labelText } from "../init/compose.ts";
import { look } from "../init/look.ts";
import { questions } from "../init/questions.ts";

/** What `exp init --json` prints. */
interface Made {
  file: string;
  lines: Line[];
  images: number;
  /** The median, in pixels. */
  size: { width: number; height: number };
  classes: string[];
  /** Remarks about the images, one sentence each. */
  notes: string[];
}

/** `exp init [FOLDER]`: writes a first experiment for a folder of images. Asks on a terminal, unless `--yes`. */
export const init: Command = async ([given], options) => {
  const terminal = process.stdin.isTTY && process.stderr.isTTY && !options.yes && !options.json ? askOnTerminal() : null;
  try {
    const made = await make(given as string | undefined, options, terminal?.ask ?? null);
    console.log(options.json ? jsonLine(made) : madeText(made, mannerOf(process.stdout)));
    return 0;
  } catch (error) {
    if (error instanceof NoAnswer) return exitCodes.interrupted;
    throw error;
  } finally {
    terminal?.close();
  }
};

/** Everything but the printing. Where `ask` is null, options that are not given have their defaults. */
async function make(given: string | undefined, options: CommandOptions, ask: Ask | null): Promise<Made> {
  const folder = await chooseFolder(given, ask);
  const file = await chooseFile(folder, options, ask);
  const head = dataHead(folder, file);
  const said = options.labels === undefined ? null : String(options.labels);
  const { labels: rule, split } = await look(folder, said === null ? null : read(`${head} { labels ${said} }`, file).data.labels);
  const labels = said ?? labelText(rule, folder);
  const seen = await inspect(read(`${head} { labels ${labels} }`, file).data, 42, taskOf({}).target);

  const answers: Record<string, string> = {};
  for (const { option, ask: question, fallback, take } of questions) {
    const taken = (answer: string) => take(`--${option}`, answer);
    answers[option] =
      options[option] !== undefined || !ask
        ? taken(String(options[option] ?? fallback(seen)))
        : await askUntilTaken(ask, question, fallback(seen), taken);
  }
  const { model, epochs, metric, mirror } = answers;
  const lines = compose(head, seen, { labels, split, model, epochs, metric, mirror: mirror === "yes" });
  const text = `${lines.map(({ text }) => text).join("\n")}\n`;
  read(text, file);
  await writeAtomic(file, text);
  return {
    file: relative(process.cwd(), file),
    lines,
    images: seen.train.length + seen.valid.length,
    size: seen.medianSize,
    classes: [...seen.classes],
    notes: notesOf(seen),
  };
}

/** Fewer images are hardly enough to learn a class. */
const fewOfClass = 5;

function notesOf({ inferences, warnings, broken, classes, train, valid }: Dataset & TaskData): string[] {
  const counts = classes.map((name, label) => ({ name, count: [...train, ...valid].filter(sample => sample.label === label).length }));
  const rare = counts.filter(({ count }) => count < fewOfClass).map(({ name }) => name);
  return [
    ...warnings,
    ...inferences.filter(note => !/^(?:labels|split|resize|batch):/.test(note)),
    ...(rare.length > 0
      ? [
          `fewer than ${fewOfClass} images show ${list(rare.slice(0, 5))}${rare.length > 5 ? ` and ${rare.length - 5} more` : ""}: add some twenty of each class`,
        ]
      : []),
    ...(broken.length > 0 ? [`${plural(broken.length, "file")} cannot be read, and would be skipped`] : []),
  ];
}

/** The program of a text, completed where it is only data. Throws a `Failure` for a mistake, which is in the options. */
function read(text: string, file: string): Program {
  const whole = text.includes("\nmodel ") ? text : `${text}\nmodel ${defaultModel} pretrained\nfine_tune 1 epochs`;
  const { program, diagnostics } = check(whole, file);
  if (program) return program;
  const { message, hint } = diagnostics.find(({ severity }) => severity === "error")!;
  throw new Failure("command line", message, hint);
}

/** The file that was written, with the reason below each line. */
function madeText({ file, lines, images, size, classes, notes }: Made, { width, paint }: Manner): string {
  const some = classes.length > 6 ? [...classes.slice(0, 5), `${classes.length - 5} more`] : classes;
  const whys = lines.map(({ text, why }) => {
    const wrapped = why === "" ? "" : `\n${wrap(why, width, 6)}`;
    return `  ${text}${paint.dim(wrapped)}`;
  });
  const rows = ["plan", "run"].map(command => `exp ${command} ${argumentPath(file)}`);
  const first = Math.max(...rows.map(columns));
  return [
    wrap(
      `${plural(images, "image")} of ${size.width}x${size.height} px (median), ${plural(classes.length, "class", "classes")}: ${some.join(", ")}`,
      width,
    ),
    ...notes.map(note => wrap(`note: ${note}`, width)),
    `\nwrote ${paint.bold(file)}:\n`,
    ...whys,
    `\nNext:\n  ${rows[0].padEnd(first)}  shows what it does, and what it costs\n  ${rows[1].padEnd(first)}  runs it`,
  ].join("\n");
}
