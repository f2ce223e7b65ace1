import type { expressions } from "../expressions.ts";
import type { Explanation } from "./explanation.ts";

export const explainedExpressions = {
  "unknown-name": {
    means: "A `let` gives a name to a value, in this file or in one that it includes. Text takes quotes.",
    wrong: "let size = 64px\ndata pets from folder { resize siz }",
    right: "let size = 64px\ndata pets from folder { resize size }",
  },
  "missing-let": {
    means: "Every statement begins with its keyword. The keyword that gives a name to a value is `let`.",
    wrong: "lr = 1e-3\nfit 1 epochs rate lr",
    right: "let lr = 1e-3\nfit 1 epochs rate lr",
  },
  "repeated-let": {
    means: "A name has one value throughout a file.",
    wrong: "let lr = 1e-3\nlet lr = 1e-4\nfit 1 epochs rate lr",
    right: "let lr = 1e-4\nfit 1 epochs rate lr",
  },
  "unused-let": {
    means: "A value that nothing uses has no effect. Often its name is mistyped where it should be used.",
    wrong: "let lr = 1e-3\nfit 1 epochs",
    right: "let lr = 1e-3\nfit 1 epochs rate lr",
  },
  "cyclic-let": {
    means: "A name cannot be computed from itself.",
    wrong: "let a = 2 * b\nlet b = a / 2\nfit 1 epochs rate a",
    right: "let a = 2 * b\nlet b = 1e-3\nfit 1 epochs rate a",
  },
  "hyphen-in-name": {
    means: "In expressions, `-` subtracts. Join the words of a name with `_`.",
    wrong: "let base-rate = 1e-3\nfit 1 epochs rate 1e-3",
    right: "let base_rate = 1e-3\nfit 1 epochs rate base_rate",
  },
  "wrong-operand": {
    means: 'Only numbers, and lists of them, can be computed with. Texts are put together in quotes, as in `"{folder}/{name}"`.',
    wrong: 'let folder = "pets" + "/train"\ndata pets from folder folder',
    right: 'let folder = "pets"\ndata pets from folder "{folder}/train"',
  },
  "unit-mismatch": {
    means: "Pixels and degrees, say, cannot be added. What is added or subtracted has one unit; a factor has none.",
    wrong: "let size = 64px + 10deg\ndata pets from folder { resize size }",
    right: "let size = 64px + 10px\ndata pets from folder { resize size }",
  },
  "division-by-zero": {
    means: "The result is not a number.",
    wrong: "let lr = 1e-3 / 0\nfit 1 epochs rate lr",
    right: "let lr = 1e-3 / 10\nfit 1 epochs rate lr",
  },
  "too-great": {
    means: "Numbers go to about 1e308.",
    wrong: "let lr = 1e300 * 1e300\nfit 1 epochs rate lr",
    right: "let lr = 1e-3 * 10\nfit 1 epochs rate lr",
  },
  "list-lengths": {
    means: "Operators work item by item, so both lists have the same length. One number applies to every item.",
    wrong: "let k = [1, 2] + [1, 2, 3]\nseed k",
    right: "let k = [3] + [4]\nseed k",
  },
  "list-in-text": {
    means: "The value in the braces becomes part of the text, and a list has several values.",
    wrong: 'let parts = ["pets", "cats"]\ndata pets from folder "{parts}"',
    right: 'let part = "pets"\ndata pets from folder "{part}"',
  },
  "too-long": {
    means: "Names that double each other grow without end, and no experiment needs that much.",
    wrong: Array.from({ length: 24 }, (_, i) => `let ${letter(i)} = ${i === 0 ? '"pets"' : `"{${letter(i - 1)}}{${letter(i - 1)}}"`}`)
      .concat(`data pets from folder ${letter(23)}`)
      .join("\n"),
    inShort: 'let a = "pets"\nlet b = "{a}{a}"\nlet c = "{b}{b}"\n# … and so on, up to z\ndata pets from folder z',
    right: 'let a = "pets"\ndata pets from folder a',
  },
  "too-much": {
    means: "Names, the items of lists and experiments multiply, and a file is checked in bounded time. Make the lists shorter.",
    wrong: [`let l0 = [${"1, ".repeat(9999)}]`, ...Array.from({ length: 300 }, (_, i) => `let l${i + 1} = l${i} + 1`)].join("\n"),
    inShort: "let l0 = [1, 1, 1, 1]\nlet l1 = l0 + 1\nlet l2 = l1 + 1\n# … and so on: hundreds of lists, of thousands of items",
    right: 'let seen = ["f1", "accuracy"]\nfit 1 epochs metric seen',
  },
  "missing-variable": {
    means: "The value comes from an environment variable that is not set, and there is no default.",
    wrong: "let lr = env LEARNING_RATE\nfit 1 epochs rate lr",
    right: "let lr = env LEARNING_RATE default 1e-3\nfit 1 epochs rate lr",
  },
  "wrong-variable": {
    means: "The value of the environment variable has the type and unit of the default.",
    wrong: "let n = env EPOCHS default 3\nfit n epochs",
    right: "let n = 3\nfit n epochs",
    environment: { EPOCHS: "many" },
  },
} satisfies Record<keyof typeof expressions, Explanation>;

function letter(i: number): string {
  return String.fromCharCode("a".charCodeAt(0) + i);
}
