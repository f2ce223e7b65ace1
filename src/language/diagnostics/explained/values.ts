import type { values } from "../values.ts";
import type { Explanation } from "./explanation.ts";

export const explainedValues = {
  "missing-value": {
    means: "A statement or an option lacks a value.",
    wrong: "data pets from folder { batch }",
    right: "data pets from folder { batch 8 }",
  },
  "missing-word": {
    means: "A statement or an option lacks a word of its own: `epochs`, `from folder`, `layer`.",
    wrong: "data pets",
    right: "data pets from folder",
  },
  "wrong-value": {
    means: "A number, a name and text in quotes are different kinds of value, and another one is expected here.",
    wrong: 'data pets from folder { batch "8" }',
    right: "data pets from folder { batch 8 }",
  },
  "unexpected-value": {
    means: "The statement or option has all its values already.",
    wrong: "data pets from folder { batch 8 16 }",
    right: "data pets from folder { batch 8 }",
  },
  "missing-unit": {
    means: "Without a unit, the number is ambiguous. Put the unit directly after the number.",
    wrong: "data pets from folder { cache 2 }",
    right: "data pets from folder { cache 2GB }",
  },
  "out-of-range": {
    means: "The value makes no sense there, or cannot be run. `exp help` with the name of the option shows its range.",
    wrong: "data pets from folder { split 20 }",
    right: "data pets from folder { split 20% }",
  },
  "not-whole": {
    means: "What is counted, such as epochs, images and pixels, comes in whole numbers.",
    wrong: "fine_tune 1.5 epochs",
    right: "fine_tune 2 epochs",
  },
  "reversed-range": {
    means: "A range of learning rates goes from that of the first layers, which know most and should change least, to that of the head.",
    wrong: "fit 1 epochs rate 1e-2 to 1e-4",
    right: "fit 1 epochs rate 1e-4 to 1e-2",
  },
  "batch-of-one": {
    means: "Batch norm takes the mean and the deviation of a batch while it trains, and one image has no deviation.",
    wrong: "data pets from folder { batch 1 }\nmodel resnet34 pretrained\nfine_tune 1 epochs",
    right: "data pets from folder { batch 2 }\nmodel resnet34 pretrained\nfine_tune 1 epochs",
  },
  "bad-regex": {
    means:
      "The regular expression follows the rules of JavaScript, with its flag `u`. Usually a bracket is left open, or a `+` or `*` has nothing to repeat.",
    wrong: 'data pets from folder { labels from name "(.+_[0-9]+" }',
    right: 'data pets from folder { labels from name "(.+)_[0-9]+" }',
  },
  "regex-without-group": {
    means: "The label is what the first pair of parentheses of the regular expression matches in the file name.",
    wrong: 'data pets from folder { labels from name ".+_[0-9]+" }',
    right: 'data pets from folder { labels from name "(.+)_[0-9]+" }',
  },
  "same-label": {
    means: "With one label for both, there is only one class.",
    wrong: "data pets from folder { labels from case upper cat lower cat }",
    right: "data pets from folder { labels from case upper cat lower dog }",
  },
} satisfies Record<keyof typeof values, Explanation>;
