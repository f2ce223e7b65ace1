import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meaningOf, normalized } from "../../src/language/canonical.ts";
import { format } from "../../src/language/format.ts";
import { optionTokens, statementTokens } from "../../src/language/grammar/tokens.ts";
import { parse } from "../../src/language/parse.ts";
import { statements } from "../../src/statements/index.ts";
import { cases } from "../support/marked.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What holds of every text: it means the same, its comments stay, and formatted again it is the same. */
function holds(source: string): string {
  const { text, edit, left } = format(source);
  const edited = edit ? source.slice(0, edit.span.start) + edit.text + source.slice(edit.span.end) : source;
  const [before, after, again] = [saidBy(source), saidBy(text), format(text).text];
  // Ten thousand times: the slow comparison only where they differ.
  if (after !== before || again !== text || edited !== text)
    expect({ said: after, again, edited }).toEqual({ said: before, again: text, edited: text });
  if (left.length > 0) expect(parse(source).diagnostics).not.toEqual([]);
  return text;
}

function saidBy(source: string): string {
  const { script, comments, diagnostics } = parse(source);
  return JSON.stringify([meaningOf(normalized(script)), comments.map(({ text }) => text.trimEnd()), diagnostics.map(({ code }) => code)]);
}

describe("the one style", () => {
  test.each([
    ["an empty file stays empty", "", ""],
    ["a file of spaces becomes empty", " \n\n ", ""],
    ["the last line has an end", "seed 42", "seed 42\n"],
    ["one statement to a line", "seed 42;use wasm ; exact on", "seed 42\nuse wasm\nexact on\n"],
    ["one space between words", "data   pets\tfrom folder", "data pets from folder\n"],
    ["no space at either end", "  seed 42  \n\tuse wasm", "seed 42\nuse wasm\n"],
    ["at most one empty line", "\n\nseed 42\n\n\n\nuse wasm\n\n", "seed 42\n\nuse wasm\n"],
    [
      "a short block stays on its line",
      "data a from folder {batch 3 ;  augment{flip 20%,}}",
      "data a from folder { batch 3; augment { flip 20% } }\n",
    ],
    [
      "a block over lines stays over lines",
      "data a from folder { batch 3\nresize 8px }",
      "data a from folder {\n  batch 3\n  resize 8px\n}\n",
    ],
    [
      "a block that does not fit goes over lines",
      'data pets from folder { labels from name "(.+)_[0-9]+"; split 20% seed 42; resize 224px; batch 64 }',
      'data pets from folder {\n  labels from name "(.+)_[0-9]+"\n  split 20% seed 42\n  resize 224px\n  batch 64\n}\n',
    ],
    ["a brace stands on the line of its statement", "data a from folder\n{\n batch 3\n}", "data a from folder {\n  batch 3\n}\n"],
    ["nothing in braces", "data a from folder {\n}", "data a from folder {}\n"],
    ["no comma where none is needed", "fit 1 epochs rate 1e-3, metric f1, accuracy,", "fit 1 epochs rate 1e-3 metric f1 accuracy\n"],
    ["a comma before a sign", "fit 1 epochs rate lr, -1", "fit 1 epochs rate lr, -1\n"],
    ["a unit stands at its number", "data a from folder { resize 224 px; split 20 % }", "data a from folder { resize 224px; split 20% }\n"],
    ["operators have spaces, signs and brackets none", "let a=( 1+ 2 )*-3/ b", "let a = (1 + 2) * -3 / b\n"],
    ["lists", 'let a=[1,2 , "b" ,]', 'let a = [1, 2, "b"]\n'],
    ["a list over lines stays over lines", "let a = [1,\n2]", "let a = [\n  1,\n  2,\n]\n"],
    ["a list that does not fit goes over lines", `let a = [${"12345, ".repeat(20)}]`, `let a = [\n${"  12345,\n".repeat(20)}]\n`],
    ["a text stays as it is", 'predict   "a  b\\"{c}"', 'predict "a  b\\"{c}"\n'],
    ["comments stay where they are", "# one\nseed 42 # two\n   # three\n\n# four", "# one\nseed 42 # two\n# three\n\n# four\n"],
    [
      "comments in braces",
      "data a from folder { # one\n\n# two\nbatch 3# three\n\n\n# four\n}",
      "data a from folder { # one\n  # two\n  batch 3 # three\n\n  # four\n}\n",
    ],
    ["a comment before a brace", "data a from folder # one\n{ batch 3 }", "data a from folder { # one\n  batch 3\n}\n"],
    ["comments in a list", "let a = [ # one\n1, # two\n# three\n2]", "let a = [\n  # one\n  1, # two\n  # three\n  2,\n]\n"],
    ["a comment where there is no place for one", "let a = (1 + # one\n  2)", "let a = (1 + # one\n  2)\n"],
    ["a short experiment stays on its line", "experiment a{fit 1 epochs;evaluate}", "experiment a { fit 1 epochs; evaluate }\n"],
    [
      "an experiment over lines",
      "experiment b  like a{\n let c=1;data d from folder{\nbatch 3 }\n\n\n# one\n  evaluate }",
      "experiment b like a {\n  let c = 1\n  data d from folder {\n    batch 3\n  }\n\n  # one\n  evaluate\n}\n",
    ],
    ["line ends stay those of Windows", "seed 42;use wasm\r\n\r\n\r\nexact on", "seed 42\r\nuse wasm\r\n\r\nexact on\r\n"],
    ["a byte order mark stays", "\ufeff  seed 42", "\ufeffseed 42\n"],
  ])("%s", (_, source, expected) => {
    expect(holds(source)).toBe(expected);
    expect(format(source).left).toEqual([]);
  });
});

describe("what has a mistake of form stays as it is", () => {
  test.each([
    ["seed   42\n  predict   'a.jpg'  \nuse   wasm", "seed 42\n  predict   'a.jpg'\nuse wasm\n", ["predict   'a.jpg'"]],
    ["seed   $$42\nuse   wasm", "seed   $$42\nuse wasm\n", ["seed   $$42"]],
    ["use   wasm\n  }  }\nseed   3", "use wasm\n  }  }\nseed 3\n", ["}  }"]],
    [
      "data a  from folder {\n  batch   3\n\nseed   3",
      "data a  from folder {\n  batch   3\n\nseed 3\n",
      ["data a  from folder {\n  batch   3"],
    ],
    ["data a  from folder { batch 3 } { a\n   b\n  }\nseed   3", "data a  from folder { batch 3 } { a\n   b\n  }\nseed 3\n", null],
    ["experiment  a {\nseed   3\n  seed   (3\n}", "experiment a {\n  seed 3\n  seed   (3\n}\n", ["seed   (3"]],
  ])("%j", (source, expected, left) => {
    expect(holds(source)).toBe(expected);
    if (left) expect(format(source).left.map(({ start, end }) => source.slice(start, end))).toEqual(left);
  });
});

test("a range changes only the statements that it touches", () => {
  const source = "seed   1\n  use   wasm # one\nexact   on;  version   1\n";
  const at = (text: string) => ({ start: source.indexOf(text), end: source.indexOf(text) + text.length });
  expect(format(source, at("wasm")).text).toBe(source.replace("  use   wasm # one", "use wasm # one"));
  expect(format(source, at("version")).text).toBe(source.replace("version   1", "version 1"));
  expect(format(source, { start: source.length, end: source.length }).edit).toBeNull();
  expect(format(source, { start: 0, end: source.length }).text).toBe("seed 1\nuse wasm # one\nexact on\nversion 1\n");
});

test("a range in an experiment leaves the rest of it alone", () => {
  const source = "experiment   a {\n seed   1\nfit   1 epochs {\n rate   3 }\n # one\n}\n";
  const start = source.indexOf("rate");
  expect(format(source, { start, end: start }).text).toBe("experiment   a {\n seed   1\n  fit 1 epochs {\n    rate 3\n  }\n # one\n}\n");
  expect(format(source, { start: 0, end: source.length }).text).toBe(
    "experiment a {\n  seed 1\n  fit 1 epochs {\n    rate 3\n  }\n  # one\n}\n",
  );
});

const corpus = [
  ...readdirSync(`${root}experiments`)
    .filter(name => name.endsWith(".exp"))
    .map(name => [name, readFileSync(`${root}experiments/${name}`, "utf8")] as const),
  ...cases,
  ...statements.map(({ name, example }) => [name, `${example}\n`] as const),
];

test.each(corpus)("%s means the same", (_, source) => {
  holds(source);
});

test("the experiments and the examples of the reference are in the style", () => {
  for (const [name, source] of corpus.filter(([name]) => !name.endsWith(".txt"))) expect(format(source).text, name).toBe(source);
});

const settings = { numRuns: 10_000, seed: 7 };
const space = fc.constantFrom(" ", "  ", "\t", " ", " ");
const maybeSpace = fc.constantFrom("", " ", "  ");
const newline = fc.constantFrom("\n", "\n", "\n\n", "\n\n\n", "  \n\t", " # note\n", "\n# note {\n", ";", " ; ");
const literal = fc.constantFrom("1", "20%", "224 px", "1e-3", ".5", '"a b"', '"{size}/x"', '"\\"}"', "size", "pets", "error_rate", "2GB");
const { value } = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    literal,
    fc.tuple(tie("value"), maybeSpace, fc.constantFrom("+", "-", "*"), maybeSpace, tie("value")).map(parts => parts.join("")),
    fc.tuple(tie("value"), tie("value")).map(([a, b]) => `${a} / ${b}`),
    fc.tuple(fc.constantFrom("-", "+", "- "), literal).map(parts => parts.join("")),
    fc.tuple(maybeSpace, tie("value"), maybeSpace).map(parts => `(${parts.join("")})`),
    fc
      .array(
        fc.tuple(tie("value"), fc.constantFrom(",", ", ", ",\n", ", # note\n")).map(parts => parts.join("")),
        { maxLength: 3 },
      )
      .map(items => `[${items.join("")}]`),
  ),
}));
const values = fc
  .array(
    fc.tuple(value, fc.constantFrom(" ", ", ", "  ")).map(parts => parts.join("")),
    { maxLength: 3 },
  )
  .map(all => all.join(""));
const optionName = fc.constantFrom(...optionTokens.map(({ PATTERN }) => (PATTERN as RegExp).source));
const blockOf = (entry: fc.Arbitrary<string>) =>
  fc
    .array(
      fc.tuple(entry, fc.oneof(newline, fc.constant(", "))).map(parts => parts.join("")),
      { maxLength: 4 },
    )
    .map(entries => `{ ${entries.join("")} }`);
const option = fc.tuple(optionName, space, values).map(parts => parts.join(""));
const braced = fc.tuple(option, maybeSpace, blockOf(option)).map(parts => parts.join(""));
const keyword = fc.constantFrom(
  ...statementTokens.map(({ PATTERN }) => (PATTERN as RegExp).source).filter(name => name !== "let" && name !== "experiment"),
);
const plain = fc
  .tuple(
    keyword,
    space,
    values,
    fc.array(option, { maxLength: 2 }),
    fc.oneof(fc.constant(""), maybeSpace, fc.constant("\n"), fc.constant(" # note\n")),
    fc.option(blockOf(fc.oneof(option, braced)), { nil: "" }),
  )
  .map(([name, gap, values, options, before, block]) => `${name}${gap}${values}${options.join(" ")}${block && before}${block}`);
const named = fc.tuple(space, maybeSpace, maybeSpace, value).map(([a, b, c, value]) => `let${a}size${b}=${c}${value}`);
const simple = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: named });
const experiment = fc
  .tuple(space, fc.constantFrom("", " like  b"), maybeSpace, blockOf(simple))
  .map(([gap, like, before, block]) => `experiment${gap}a${like}${before}${block}`);
const broken = fc.constantFrom("?", "seed (", "}", "predict 'a'", "data a from folder {", "a/b.c", "[1", "fit * 2", "{ {", '"open');
const program = fc
  .array(
    fc.tuple(fc.oneof({ weight: 6, arbitrary: simple }, { weight: 1, arbitrary: experiment }), newline).map(parts => parts.join("")),
    { maxLength: 4 },
  )
  .map(lines => lines.join(""));
const wrongProgram = fc
  .array(
    fc
      .tuple(fc.oneof({ weight: 2, arbitrary: simple }, { weight: 1, arbitrary: experiment }, { weight: 1, arbitrary: broken }), newline)
      .map(parts => parts.join("")),
    { maxLength: 4 },
  )
  .map(lines => lines.join(""));

// Machines may be busy.
const patience = 240_000;
test("10,000 programs mean the same", { timeout: patience }, () =>
  fc.assert(
    fc.property(program, source => void holds(source)),
    settings,
  ),
);
test("so do programs with mistakes", { timeout: patience }, () =>
  fc.assert(
    fc.property(wrongProgram, source => void holds(source)),
    { ...settings, numRuns: 1500 },
  ),
);
test("and any text", { timeout: patience }, () =>
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), source => void holds(source)),
    { ...settings, numRuns: 1000 },
  ),
);

test("a statement with a mistake stays as it is, in other spellings too, and its place is that of the source", () => {
  const source = "finetune   3\nfinetune   3 lr='x'\nvisualise   1";
  const { text, left } = format(source);
  expect(text).toBe("fine_tune 3 epochs\nfinetune   3 lr='x'\nvisualize layer 1\n");
  expect(left.map(({ start, end }) => source.slice(start, end))).toEqual(["finetune   3 lr='x'"]);
});

test("a method of a learner stays as it is, and its neighbors are formatted", () => {
  const { text, left } = format("seed   1\nfit 1 epochs rate = 3\nlearn.fine_tune(3,   lr=1e-3)\nuse   wasm\nlearn.unfreeze()\nexact   on");
  expect(text).toBe("seed 1\nfit 1 epochs rate = 3\nlearn.fine_tune(3,   lr=1e-3)\nuse wasm\nlearn.unfreeze()\nexact on\n");
  expect(left).toHaveLength(3);
});
