import { describe, expect, test } from "vitest";
import { columns } from "../../src/common/columns.ts";
import { check } from "../../src/language/check.ts";
import type { Diagnostic } from "../../src/language/diagnostic.ts";
import { Lines } from "../../src/language/lines.ts";
import { render, toJson } from "../../src/language/render.ts";
import { unmarked } from "../support/marked.ts";

/** A diagnostic of what stands between « and », with the source without them. */
function marked(source: string): [Diagnostic[], string] {
  const {
    text,
    spans: [span],
  } = unmarked(source);
  return [[{ code: "some-code", severity: "error", message: "something is wrong", span, hint: "mend it" }], text];
}

test("on a terminal lines end at its width, and a hint that has no room after the carets is below them", () => {
  const [diagnostics, source] = marked(`fine_tune 1 epochs metric «eror_rate» ${"and more ".repeat(20)}`);
  const long = {
    ...diagnostics[0],
    message: "`eror_rate` is not a metric, and neither is what follows it",
    hint: "did you mean `error_rate`? it is one",
  };
  expect(render([long], source, "pets.exp", { width: 60 })).toBe(`pets.exp:1:27 error some-code: \`eror_rate\` is not a metric,
  and neither is what follows it
1 | fine_tune 1 epochs metric eror_rate and more and more a…
  |                           ^^^^^^^^^
  | did you mean \`error_rate\`? it is one`);
});

describe("what people read", () => {
  test.each([
    ["a span on one line", "ab\n  «cd» ef", "a.exp:2:3 error some-code: something is wrong\n2 |   cd ef\n  |   ^^ mend it"],
    ["an empty span", "ab«»", "a.exp:1:3 error some-code: something is wrong\n1 | ab\n  |   ^ mend it"],
    ["an empty file", "«»", "a.exp:1:1 error some-code: something is wrong\n1 |\n  | ^ mend it"],
    ["a span over lines is marked on its first", "x «ab\ncd»", "a.exp:1:3 error some-code: something is wrong\n1 | x ab\n  |   ^^ mend it"],
    ["a tab takes four columns", "\t«a»\tb", "a.exp:1:2 error some-code: something is wrong\n1 |     a    b\n  |     ^ mend it"],
    ["wide characters take two", "猫 «犬»!", "a.exp:1:3 error some-code: something is wrong\n1 | 猫 犬!\n  |    ^^ mend it"],
    ["an emoji is one character", "🐕 «a»", "a.exp:1:3 error some-code: something is wrong\n1 | 🐕 a\n  |    ^ mend it"],
    ["combining marks take none", "e\u0301 «a»", "a.exp:1:4 error some-code: something is wrong\n1 | e\u0301 a\n  |   ^ mend it"],
    [
      "control characters are made visible",
      "\u001b[31m «a»",
      "a.exp:1:7 error some-code: something is wrong\n1 | ␛[31m a\n  |       ^ mend it",
    ],
    ["lines may end with \\r\\n", "a\r\n«b»\r\n", "a.exp:2:1 error some-code: something is wrong\n2 | b\n  | ^ mend it"],
  ])("%s", (_, text, expected) => {
    expect(render(...marked(text), "a.exp")).toBe(expected);
  });

  test("the margin is as wide as the line number", () => {
    expect(
      render(...marked(`${"\n".repeat(99)}«a»`), "a.exp")
        .split("\n")
        .slice(1),
    ).toEqual(["100 | a", "    | ^ mend it"]);
  });

  test("a long line is cut around the span", () => {
    const shown = render(...marked(`${"a".repeat(500)}«bc»${"d".repeat(500)}`), "a.exp").split("\n");
    expect(columns(shown[1])).toBeLessThan(170);
    expect(shown[1].indexOf("bc")).toBe(shown[2].indexOf("^^"));
  });

  test("a line without end takes no time", () => {
    const [[diagnostic], source] = marked(`${"猫".repeat(300_000)}«bc»${"犬".repeat(300_000)}`);
    expect(render(Array(50).fill(diagnostic), source, "a.exp").length).toBeLessThan(50 * 500);
  });

  test("colors are on only when wanted", () => {
    const [diagnostics, source] = marked("«a»");
    expect(render(diagnostics, source, "a.exp", { color: true })).toContain("\u001b[31m");
    expect(render(diagnostics, source, "a.exp")).not.toContain("\u001b");
  });

  test("the file's name cannot drive the terminal", () => {
    expect(render(...marked("«a»"), "\u001b[2J.exp")).not.toContain("\u001b");
  });
});

test("what machines read", () => {
  const [[diagnostic], source] = marked("one\n🐕 «two\nthree» four");
  const fix = { title: "remove it", span: diagnostic.span, text: "" };
  expect(
    toJson(
      [
        { ...diagnostic, fix },
        { ...diagnostic, hint: undefined },
      ],
      source,
      "a.exp",
    ),
  ).toEqual([
    {
      file: "a.exp",
      line: 2,
      column: 3,
      endLine: 3,
      endColumn: 6,
      start: 7,
      end: 16,
      code: "some-code",
      severity: "error",
      message: "something is wrong",
      hint: "mend it",
      fix: { title: "remove it", start: 7, end: 16, text: "" },
    },
    expect.objectContaining({ hint: null, fix: null }),
  ]);
});

test("lines and columns of every offset", () => {
  const source = "ab\r\nc🐕d\n\re";
  const lines = new Lines(source);
  const at = (offset: number) => Object.values(lines.at(offset)).join(":");
  expect(Array.from({ length: source.length + 1 }, (_, offset) => at(offset)).join(" ")).toBe(
    "1:1 1:2 1:3 1:4 2:1 2:2 2:3 2:3 2:4 3:1 4:1 4:2",
  );
  expect([1, 2, 3, 4].map(line => lines.text(line))).toEqual(["ab", "c🐕d", "", "e"]);
});

test("of very many mistakes the first hundred are shown, and the others counted", () => {
  const source = "}".repeat(2000).split("").join("\n");
  const shown = render(check(source, "a.exp").diagnostics, source, "a.exp");
  expect(shown.match(/unopened-brace/g)).toHaveLength(100);
  expect(shown).toMatch(/\n\nand 1,9\d\d more mistakes$/);
});
