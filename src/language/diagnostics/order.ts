import { code } from "../../common/words.ts";
import { append, error, remove, warning } from "./entry.ts";

/** Statements that are missing, in the wrong order, twice there or without effect, and options that exclude each other. */
export const order = {
  "empty-experiment": error("The file has no statement.", () => ({
    message: "the experiment is empty",
    hint: "begin with `data pets from folder`, then `model resnet34 pretrained`, then `fine_tune 1 epochs metric error_rate`",
  })),
  "missing-statement": error<{ needs: string; by: string | null; example: string }>(
    "A statement needs another that is missing.",
    ({ needs, by, example }) => ({
      message: by ? `${code(by)} needs a ${code(needs)} statement, and there is none` : `the experiment has no ${code(needs)} statement`,
      hint: `add for example ${code(example)}${by ? " before it" : ""}`,
    }),
  ),
  "nothing-to-do": warning<{ statement: string }>("Nothing follows that uses the model.", ({ statement }) => ({
    message: `nothing is done with this ${statement}`,
    hint: "add for example `fine_tune 1 epochs metric error_rate`",
  })),
  "wrong-order": error<{ needs: string; by: string; place: string }>(
    "A statement needs one that only comes later.",
    ({ needs, by, place }) => ({
      message: `${code(by)} needs ${needs === "data" ? "the data" : `a ${needs}`}, which only comes on ${place}`,
      hint: `move ${code(needs)} before ${code(by)}`,
    }),
  ),
  "repeated-statement": error<{ statement: string; place: string }>(
    "A statement that an experiment can have only once is there twice.",
    ({ statement, place }) => ({
      message: `${code(statement)} is already given on ${place}`,
      hint: `an experiment has one ${code(statement)}: remove one of the two`,
      fix: remove("this one"),
    }),
  ),
  "repeated-step": warning<{ step: string; place: string }>("The same step twice, with no training between.", ({ step, place }) => ({
    message: `${code(step)} was done on ${place}, and nothing was trained since`,
    hint: "remove it",
    fix: remove("it"),
  })),
  "repeated-option": error<{ name: string; place: string }>("An option is given twice.", ({ name, place }) => ({
    message: `${code(name)} is already given on ${place}`,
    hint: "remove one of the two",
    fix: remove("this one"),
  })),
  "repeated-method": warning<{ name: string }>("A way to explain is listed twice.", ({ name }) => ({
    message: `${code(name)} is listed twice`,
    hint: "remove one of the two",
    fix: remove("it"),
  })),
  "repeated-metric": warning<{ name: string }>("A metric is listed twice.", ({ name }) => ({
    message: `${code(name)} is listed twice`,
    hint: "remove one of the two",
    fix: remove("it"),
  })),
  "unused-statement": warning<{ statement: string; place: string | null; everyExperiment?: true }>(
    "A statement has no effect on any step.",
    ({ statement, place, everyExperiment }) => ({
      message: everyExperiment
        ? `this ${statement} is never used: every experiment has its own`
        : place
          ? `this ${statement} is never used: the one on ${place} takes its place`
          : `this ${statement} is never used: no step follows it`,
      hint: "remove it",
      fix: remove("it"),
    }),
  ),
  "late-statement": warning<{ statement: string; place: string }>(
    "A setting comes after the steps that it should set.",
    ({ statement, place }) => ({
      message: `${code(statement)} comes too late to have an effect: the first step is on ${place}`,
      hint: "move it to the top of the file",
    }),
  ),
  "column-without-csv": error("`split by column` without labels from a CSV file.", () => ({
    message: "`split by column` needs the CSV file that has the column",
    hint: 'add `labels from csv "labels.csv"`',
  })),
  "repeated-corruption": warning<{ name: string }>("A corruption is listed twice.", ({ name }) => ({
    message: `${code(name)} is listed twice`,
    hint: "remove one of the two",
    fix: remove("it"),
  })),
  "ignored-option": warning<{ name: string }>("An option has no effect on data that is only evaluated.", ({ name }) => ({
    message: `${code(name)} has no effect: this data is only used for evaluation`,
    hint: "all of its images are used, resized like the training images",
    fix: remove(`\`${name}\``),
  })),
  "own-data": error<{ name: string }>("`evaluate on` names the training data.", ({ name }) => ({
    message: `${code(name)} is the training data`,
    hint: "`evaluate` alone measures on its validation images; name other data here",
  })),
  "presize-too-small": error<{ presize: number; resize: number }>("`presize` is below `resize`.", ({ presize, resize }) => ({
    message: `presize ${code(`${presize}px`)} is smaller than resize ${code(`${resize}px`)}`,
    hint: `images are made that size before they are cropped to ${resize}px: choose about twice as much`,
    fix: { title: `change to \`${2 * resize}px\``, text: `${2 * resize}px` },
  })),
  "fine-tune-untrained": warning<{ model: string; modelEnd: number; isPublished: boolean }>(
    "`fine_tune` of a model that is not pretrained.",
    ({ model, modelEnd, isPublished }) => ({
      message: `${code("fine_tune")} keeps the body of ${code(model)} frozen at first, but its weights are random`,
      hint: `${isPublished ? "add `pretrained` to the model, or " : ""}use \`fit_one_cycle\``,
      fix: isPublished ? append(" pretrained", { start: modelEnd, end: modelEnd }) : undefined,
    }),
  ),
  "no-published-weights": error<{ model: string }>("`pretrained` of a model without published weights.", ({ model }) => ({
    message: `no weights of ${code(model)} are published`,
    hint: 'remove `pretrained`, or name a file: `pretrained from "weights.safetensors"`',
    fix: remove("it"),
  })),
  "nothing-trained": error<{ what: string }>("`every epoch` of a layer before anything is trained.", ({ what }) => ({
    message: `${what} shows what training changed, and nothing is trained before it`,
    hint: "move the statement after the training",
    fix: remove(what),
  })),
  "missing-channels": error<{ kind: string }>("`every epoch` without the channels to follow.", ({ kind }, span) => ({
    message: `\`every epoch\` with ${code(kind)} needs the channels to follow: the most active ones change as the model learns`,
    hint: "add for example `channels 0 1 2 3`",
    fix: append(" channels 0 1 2 3", span),
  })),
  "untrained-model": warning<{ step: string; what: string }>("A model is used before anything trained it.", ({ step, what }) => ({
    message: `${code(step)} comes before any training: ${what}`,
    hint: "move it after the training",
  })),
};
