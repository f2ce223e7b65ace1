import type { syntax } from "../syntax.ts";
import type { Explanation } from "./explanation.ts";

export const explainedSyntax = {
  "unterminated-string": {
    means: "Text in quotes ends on the line where it begins. Without its closing quote, the rest of the line is text.",
    wrong: 'predict "photo.jpg',
    right: 'predict "photo.jpg"',
  },
  "wrong-quotes": {
    means: "Text takes double quotes. Single quotes, and the curly ones that word processors insert, mean nothing.",
    wrong: "predict 'photo.jpg'",
    right: 'predict "photo.jpg"',
  },
  "unquoted-path": {
    means: "A path is text, and text takes quotes. For a division, put a space on both sides of `/`.",
    wrong: "predict photo.jpg",
    right: 'predict "photo.jpg"',
  },
  "stray-character": {
    means: "The language has no use for this character. It may have come along when the line was copied, or belong into quotes.",
    wrong: "fine_tune 1 epochs?",
    right: "fine_tune 1 epochs",
  },
  "needless-sign": {
    means: "A value follows its word, with a space between. Only `let` has a `=`, and nothing has a colon.",
    wrong: "seed=42",
    right: "seed 42",
  },
  call: {
    means: "Values follow their word, with spaces between: without parentheses, commas or `=`.",
    wrong: "fine_tune(3, lr=1e-3)",
    right: "fine_tune 3 epochs rate 1e-3",
  },
  "unclosed-brace": {
    means: "Every `{` needs its `}`. If it is missing, the next line that begins a statement ends the braces.",
    wrong: "data pets from folder {\n  batch 8",
    right: "data pets from folder {\n  batch 8\n}",
  },
  "unopened-brace": {
    means: "Every `}` closes a `{`. One of the two is too much, or the `{` was lost.",
    wrong: "data pets from folder }",
    right: "data pets from folder",
  },
  "too-large": {
    means: "Nothing of the file was looked at. It is probably no experiment, but something that was saved under its name.",
    wrong: `data pets from folder\n${"#".repeat(2 ** 16)}`,
    inShort: "data pets from folder\n# … and so on, for tens of thousands of characters",
    right: "data pets from folder\nmodel resnet34 pretrained\nfine_tune 1 epochs",
  },
  "too-deep": {
    means:
      "Options go in one pair of braces, and those of `augment` in another. Nothing nests deeper. Brackets nest a few deep at most: give a part of a long value a name, with `let`.",
    wrong: `let deep = ${"(".repeat(33)}1${")".repeat(33)}\nseed deep`,
    inShort: "let deep = ((((((… 1 …))))))\nseed deep",
    right: "let deep = 1\nseed deep",
  },
  "unclosed-bracket": {
    means: "Every `(` needs its `)`, and every `[` its `]`, on the same line; only a list may span several lines.",
    wrong: "let lr = (1e-3 + 1e-4\nfit 1 epochs rate lr",
    right: "let lr = (1e-3 + 1e-4)\nfit 1 epochs rate lr",
  },
  "unopened-bracket": {
    means: "Every `)` closes a `(`, and every `]` a `[`. One of the two is too much.",
    wrong: "let lr = 1e-3)\nfit 1 epochs rate lr",
    right: "let lr = 1e-3\nfit 1 epochs rate lr",
  },
  "missing-operand": {
    means: "`+`, `-`, `*` and `/` go between two values.",
    wrong: "let lr = 1e-3 *\nfit 1 epochs rate lr",
    right: "let lr = 1e-3 * 2\nfit 1 epochs rate lr",
  },
  "unexpected-text": {
    means:
      "The statement ended before this. Put options on its line or in one pair of braces after it, and the next statement on its own line.",
    wrong: "data pets from folder { batch 8 } workers 2",
    right: "data pets from folder { batch 8; workers 2 }",
  },
  "unexpected-braces": {
    means: "Braces hold the options of a statement, or of an option that has some. This one has none.",
    wrong: "data pets from folder { resize 64px { crop } }",
    right: "data pets from folder { resize 64px crop }",
  },
  "nameless-value": {
    means: "In braces, every value follows the name of its option.",
    wrong: "data pets from folder { 224px }",
    right: "data pets from folder { resize 224px }",
  },
  "missing-separator": {
    means: "Put each statement on its own line, or `;` between them.",
    wrong: "fine_tune 1 epochs visualize layer 1",
    right: "fine_tune 1 epochs; visualize layer 1",
  },
  "statement-in-braces": {
    means: "Braces hold options; statements go outside. Usually the closing brace is missing, or too low.",
    wrong: "data pets from folder {\n  batch 8\n  model resnet34\n}",
    right: "data pets from folder {\n  batch 8\n}\nmodel resnet34 pretrained",
  },
} satisfies Record<keyof typeof syntax, Explanation>;
