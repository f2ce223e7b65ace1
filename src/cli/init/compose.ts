import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { plural } from "../../common/units.ts";
import type { Dataset } from "../../data/data.ts";
import { letter } from "../../language/grammar/tokens.ts";
import type { LabelRule, SplitRule } from "../../program/program.ts";
import { optionNames, statementNames } from "../../statements/index.ts";
import type { TaskData } from "../../tasks/index.ts";

/** A line of an experiment, and its reason. */
export interface Line {
  text: string;
  why: string;
}

/** Text that would be read as the value of a name. */
const bracedName = new RegExp(`\\{[${letter}][${letter}\\d]*\\}`, "g");

/** Text in quotes, its braces escaped. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '\\"').replaceAll(bracedName, "\\$&")}"`;
const quotedPattern = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;

const words = new Set([...statementNames, ...optionNames]);
const asName = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !words.has(name) ? name : quoted(name));

/** A path as an experiment in `from` names it. */
export function pathFrom(from: string, path: string): string {
  const shown = relative(from, path);
  return isAbsolute(shown) ? path : shown.split(sep).join("/") || ".";
}

/** `data pets from folder`, with the path where the folder is not beside the file. */
export function dataHead(folder: string, file: string): string {
  const path = pathFrom(dirname(file), folder);
  const name = asName(basename(resolve(folder)) || "images");
  return `data ${name} from folder${path === basename(folder) && !path.startsWith(".") ? "" : ` ${quoted(path)}`}`;
}

/** A rule for labels in the syntax of the language. */
export function labelText(rule: LabelRule, folder: string): string {
  switch (rule.by) {
    case "folder":
      return rule.outer ? "from folder outer" : "from folder";
    case "regex":
      return `from name ${quotedPattern(rule.pattern)}`;
    case "case":
      return `from case upper ${asName(rule.upper)} lower ${asName(rule.lower)}`;
    case "csv":
      return `from csv ${quoted(pathFrom(folder, rule.file))}`;
  }
}

const splitLine = (rule: SplitRule): Line => {
  switch (rule.by) {
    case "fraction":
      return {
        text: `split ${100 * rule.valid}% seed 42`,
        why: "these are kept for validation: they measure it on images that it has not seen",
      };
    case "folder":
      return {
        text: `split by folder train ${asName(rule.train)} valid ${asName(rule.valid)}`,
        why: "training and validation images, by their folders",
      };
    case "column":
      return {
        text: `split by column ${asName(rule.column)}`,
        why: "training and validation images, by the table",
      };
  }
};

export interface Wish {
  labels: string;
  split: SplitRule;
  model: string;
  epochs: string;
  metric: string;
  mirror: boolean;
}

/** Below that, a network that halves its maps five times has no pixels left. */
const smallest = 32;

function resizeLine({ imageSize, medianSize }: Dataset & TaskData): Line {
  if (imageSize < smallest)
    return { text: `resize ${smallest}px`, why: "larger than the images: with fewer pixels such a network sees little" };
  const isSmall = Math.min(medianSize.width, medianSize.height) === imageSize;
  return { text: `resize ${imageSize}px`, why: isSmall ? "the size of the images" : "the size that these models were trained on" };
}

/** The lines of a first experiment. */
export function compose(head: string, seen: Dataset & TaskData, wish: Wish): Line[] {
  const { classes, batchSize, train } = seen;
  const { labels, split, model, epochs, metric, mirror } = wish;
  const inBraces = [
    { text: `labels ${labels}`, why: `the source of the class of an image: it gives ${plural(classes.length, "class", "classes")}` },
    splitLine(split),
    resizeLine(seen),
    mirror
      ? { text: "augment", why: "changes the images a little each time, so that few images teach more" }
      : { text: "augment { flip 0% }", why: "changes the images a little each time, but never mirrors them" },
    {
      text: `batch ${batchSize}`,
      why: `images for each step: ${plural(train.length, "image")} make ${plural(Math.max(1, Math.floor(train.length / batchSize)), "step")} an epoch`,
    },
  ];
  return [
    { text: `${head} {`, why: "the images, from this folder and the folders in it" },
    ...inBraces.map(({ text, why }) => ({ text: `  ${text}`, why })),
    { text: "}", why: "" },
    { text: `model ${model} pretrained`, why: "a network trained on many images, with a new head for your classes" },
    { text: `fine_tune ${epochs} epochs metric ${metric}`, why: "trains the head, then the whole network, and measures after every epoch" },
    { text: "evaluate", why: "shows which classes it confuses, and its worst mistakes" },
    { text: "visualize layer 1", why: "draws the filters of its first layer" },
  ];
}
