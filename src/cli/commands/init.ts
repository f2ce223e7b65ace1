import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { exitCodes, Failure } from "../../common/failure.ts";
import { writeAtomic } from "../../common/files.ts";
import { plural } from "../../common/units.ts";
import type { Dataset } from "../../data/data.ts";
import { inspect } from "../../data/inspect.ts";
import { check } from "../../language/check.ts";
import { nearest } from "../../language/nearest.ts";
import type { Program } from "../../language/program.ts";
import { columns } from "../../language/render.ts";
import { list } from "../../language/words.ts";
import type { Command, CommandOptions } from "../commands.ts";
import { type Manner, mannerOf, wrap } from "../help/text.ts";
import { type Ask, askOnTerminal, askUntilTaken, NoAnswer } from "../init/ask.ts";
import { compose, dataHead, type Line, labelText, pathFrom } from "../init/compose.ts";
import { foldersOfImages, isInside, look } from "../init/look.ts";
import { questions } from "../init/questions.ts";

/** What `exp init --json` prints. */
interface Made {
  file: string;
  lines: Line[];
  images: number;
  classes: string[];
  /** What was found out about the images, one sentence each. */
  notes: string[];
}

/** `exp init [FOLDER]`: looks at a folder of images and writes a first experiment on them. Asks on a terminal, unless `--yes`. */
export const init: Command = async ([given], options) => {
  const terminal = process.stdin.isTTY && process.stderr.isTTY && !options.yes && !options.json ? askOnTerminal() : null;
  try {
    const made = await make(given as string | undefined, options, terminal?.ask ?? null);
    console.log(options.json ? JSON.stringify(made) : told(made, mannerOf(process.stdout)));
    return 0;
  } catch (error) {
    if (error instanceof NoAnswer) return exitCodes.interrupted;
    throw error;
  } finally {
    terminal?.close();
  }
};

/** Everything but the telling. Where `ask` is null, what is not given is as by default. */
export async function make(given: string | undefined, options: CommandOptions, ask: Ask | null): Promise<Made> {
  const folder = await chooseFolder(given, ask);
  const file = await chooseFile(folder, options, ask);
  const head = dataHead(folder, file);
  const said = options.labels === undefined ? null : String(options.labels);
  const { labels: rule, split } = await look(folder, said === null ? null : read(`${head} { labels ${said} }`, file).data.labels);
  const labels = said ?? labelText(rule, folder);
  const seen = await inspect(read(`${head} { labels ${labels} }`, file).data, 42);

  const answers: Record<string, string> = {};
  for (const { option, ask: question, unsaid, take } of questions) {
    const taken = (answer: string) => take(`--${option}`, answer);
    answers[option] =
      options[option] !== undefined || !ask
        ? taken(String(options[option] ?? unsaid(seen)))
        : await askUntilTaken(ask, question, unsaid(seen), taken);
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
    classes: [...seen.classes],
    notes: notesOf(seen),
  };
}

const notesOf = ({ inferences, broken }: Dataset): string[] => [
  ...inferences.filter(note => !/^(?:labels|split|resize|batch):/.test(note)),
  ...(broken.length > 0 ? [`${plural(broken.length, "file")} cannot be read, and would be left out`] : []),
];

/** The experiment that a text is, completed where it is only data. Throws a `Failure` where it is wrong: what was given is. */
function read(text: string, file: string): Program {
  const whole = text.includes("\nmodel ") ? text : `${text}\nmodel resnet34 pretrained\nfine_tune 1 epochs`;
  const { program, diagnostics } = check(whole, file);
  if (program) return program;
  const { message, hint } = diagnostics.find(({ severity }) => severity === "error")!;
  throw new Failure("command line", message, hint);
}

async function chooseFolder(given: string | undefined, ask: Ask | null): Promise<string> {
  if (given !== undefined) return existingFolder(given);
  const [first, ...others] = await foldersOfImages(process.cwd());
  if (first === undefined)
    throw new Failure("data", "there are no images in this folder", "name the folder that they are in: `exp init FOLDER`");
  return ask && others.length > 0
    ? askUntilTaken(ask, `Which folder of images: ${list([first, ...others].slice(0, 8), "or")}?`, first, existingFolder)
    : resolve(first);
}

function existingFolder(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute) && statSync(absolute).isDirectory()) return absolute;
  if (existsSync(absolute))
    throw new Failure("command line", `\`${path}\` is a file, not a folder`, "name the folder that the images are in");
  const beside = existsSync(dirname(absolute)) ? readdirSync(dirname(absolute), { withFileTypes: true }) : [];
  const near = nearest(
    basename(path),
    beside.filter(entry => entry.isDirectory()).map(({ name }) => name),
  );
  const names = near.map(name => join(dirname(path), name));
  throw new Failure(
    "command line",
    `there is no folder \`${path}\``,
    near.length > 0 ? `did you mean ${list(names, "or")}?` : "name the folder that the images are in",
  );
}

async function chooseFile(folder: string, { file, force }: CommandOptions, ask: Ask | null): Promise<string> {
  const beside = isInside(process.cwd(), folder) ? dirname(folder) : process.cwd();
  const unsaid = pathFrom(process.cwd(), join(beside, `${basename(folder)}.exp`));
  const take = (answer: string): string => {
    const path = resolve(answer.endsWith(".exp") ? answer : `${answer}.exp`);
    if (isInside(path, folder))
      throw new Failure(
        "command line",
        `\`${answer}\` lies among the images`,
        "its runs would lie beside it, and their pictures be taken for images: give another --file",
      );
    if (existsSync(path) && !force)
      throw new Failure("command line", `there is a \`${answer}\` already`, "--force writes over it, --file gives another name");
    return path;
  };
  return file !== undefined || !ask
    ? take(String(file ?? unsaid))
    : askUntilTaken(ask, "Which file should the experiment be in?", unsaid, take);
}

/** The file as it stands there, with why beside each line or below it. */
function told({ file, lines, images, classes, notes }: Made, { width, paint }: Manner): string {
  const some = classes.length > 6 ? [...classes.slice(0, 5), `${classes.length - 5} more`] : classes;
  const whys = lines.map(({ text, why }) => {
    const wrapped = why === "" ? "" : `\n${wrap(why, width, 6)}`;
    return `  ${text}${paint.dim(wrapped)}`;
  });
  const rows = [`exp plan ${file}`, `exp run ${file}`];
  const first = Math.max(...rows.map(columns));
  return [
    wrap(`${plural(images, "image")} of ${plural(classes.length, "class", "classes")}: ${some.join(", ")}`, width),
    ...notes.map(note => wrap(`note: ${note}`, width)),
    `\n${paint.bold(file)}\n`,
    ...whys,
    `\nNext:\n  ${rows[0].padEnd(first)}  shows what it will do, and cost\n  ${rows[1].padEnd(first)}  does it`,
  ].join("\n");
}
