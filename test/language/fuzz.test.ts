import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Statement } from "../../src/language/ast.ts";
import { check } from "../../src/language/check.ts";
import { optionTokens, statementTokens } from "../../src/language/grammar/tokens.ts";
import { parse } from "../../src/language/parse.ts";
import { render, toJson } from "../../src/language/render.ts";

const file = fileURLToPath(new URL("../cases/example.exp", import.meta.url));
const settings = { numRuns: 400, seed: 20 };

/** What holds for every text there is. */
function holds(source: string): void {
  const { program, diagnostics } = check(source, file);
  expect(program === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
  if (program) expect([program.data, program.model, ...program.steps]).not.toContain(null);
  for (const { span, fix, message } of diagnostics) {
    for (const { start, end } of fix ? [span, fix.span] : [span]) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(source.length);
    }
    expect(message).not.toMatch(/undefined|NaN|\[object|\n/);
  }
  expect(render(diagnostics, source, "a.exp")).not.toMatch(/undefined|[\u0000-\u0009\u000b-\u001f]/);
  expect(toJson(diagnostics, source, "a.exp")).toHaveLength(diagnostics.length);
  const { script } = parse(source);
  for (const [i, { span }] of script.statements.entries()) {
    expect(span.end).toBeGreaterThan(span.start);
    expect(span.start).toBeGreaterThanOrEqual(script.statements[i - 1]?.span.end ?? 0);
  }
}

const words = [...statementTokens, ...optionTokens].map(({ PATTERN }) => (PATTERN as RegExp).source);
const piece = fc.oneof(
  fc.constantFrom(
    ...words,
    "from",
    "to",
    "by",
    "folder",
    "csv",
    "name",
    "case",
    "upper",
    "lower",
    "column",
    "off",
    "epochs",
    "layer",
    "resnet34",
    "error_rate",
    "pets",
  ),
  fc.constantFrom("{", "}", ";", "\n", ",", "#", '"', "'", "\\", "=", "“", "猫", "🐕", "\u0000", "\u001b[31m", "\t", "\r\n"),
  fc.constantFrom(
    "(",
    ")",
    "[",
    "]",
    "+",
    "-",
    "*",
    "/",
    "let size =",
    "size",
    "experiment small {",
    "like",
    "env HOME default",
    '"{size}"',
  ),
  fc.constantFrom("1", "20%", "224px", "1e-3", "-5", "1e999", "0x10", "2GB", "3 epochs", '"photo.jpg"', '"(.+)_"', "photo.jpg", "../pets"),
);
const soup = fc.array(piece, { maxLength: 60 }).map(pieces => pieces.join(" "));

const programs = [
  "data pets from folder",
  'data pets from folder "pets" {\n  labels from name "(.+)_[0-9]+"; split 20% seed 42\n  resize 224px crop, presize 460px\n  augment { flip 50% rotate 10deg }\n  batch 64\n}',
  "model resnet34 pretrained",
  "fine_tune 1 epochs rate 1e-3 to 1e-2 freeze 1 epochs metric error_rate top_k_accuracy 5",
  "fit_one_cycle 5 epochs { metric accuracy\n decay 0.1 }",
  "visualize layer 1",
  "evaluate metric f1",
  'predict "photo.jpg"',
  "use wasm",
  "let size = (96px + 2 * other) / 2",
  'let other = [-1, "{size}", [size]]',
  "version 1",
  'include "shared.exp"',
  "experiment small like large { fit 1 epochs; let size = 2\n data pets from folder { batch size } }",
];

describe("never throws, and every span lies in the text", () => {
  test("of random text", () => fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), holds), settings));
  test("of random words", () => fc.assert(fc.property(soup, holds), settings));
  test("of a program cut off anywhere", () => {
    const whole = programs.join("\n");
    for (let end = 0; end <= whole.length; end++) holds(whole.slice(0, end));
  });
  test("of a program with a character changed", () => {
    const whole = programs.join("\n");
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.constantFrom("", "{", "}", '"', "\n", ";", "#", "\\", "x", "9", "%", "(", "]", "-", "="),
        (at, text) => holds(whole.slice(0, at) + text + whole.slice(at + 1)),
      ),
      settings,
    );
  });
});

/** A statement without its place in the file. */
const placeless = (statement: Statement) =>
  JSON.parse(
    JSON.stringify(statement, (key, value) =>
      key === "span" || key === "at" || (key === "first" && "start" in value) ? undefined : value,
    ),
  );
const alone = programs.map(program => placeless(parse(program).script.statements[0]));
const separator = fc.constantFrom("\n", ";", " ; ", "\n\n", "  # a comment; {\n", ";\n;\r\n");

test("statements are neither lost nor invented", () => {
  const written = fc.array(fc.tuple(fc.nat(programs.length - 1), separator), { maxLength: 30 });
  fc.assert(
    fc.property(written, parts => {
      const { script, diagnostics } = parse(parts.map(([i, end]) => programs[i] + end).join(""));
      expect(diagnostics).toEqual([]);
      expect(script.statements.map(placeless)).toEqual(parts.map(([i]) => alone[i]));
    }),
    settings,
  );
});

test("a broken statement spares its neighbors", () => {
  const broken = soup
    .map(text => text.replace(/[{}\n\r;#]/g, " ").trim())
    .filter(text => parse(text).script.statements.length === 1 && !/experiment|let/.test(text));
  fc.assert(
    fc.property(fc.shuffledSubarray(programs.map((_, i) => i)), broken, fc.nat(programs.length), (order, text, at) => {
      const lines = order.map(i => programs[i]);
      const place = Math.min(at, lines.length);
      const { script } = parse([...lines.slice(0, place), text, ...lines.slice(place)].join("\n"));
      expect(script.statements).toHaveLength(lines.length + 1);
      const others = script.statements.filter((_, i) => i !== place);
      expect(others.map(placeless)).toEqual(order.map(i => alone[i]));
    }),
    settings,
  );
});

test("an unclosed brace spares the statements on the lines below", () => {
  for (const opened of ["data pets from folder {", "data pets from folder { augment {\n flip 10%", "fit 1 epochs { rate 1e-3"]) {
    const { script, diagnostics } = parse([opened, ...programs].join("\n"));
    expect(script.statements.slice(1).map(placeless)).toEqual(alone);
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["unclosed-brace"]));
  }
});

test.each(["{ augment ", "{", "{ resize { ", "}{"])("600 times %j", piece => {
  holds(`data pets from folder ${piece.repeat(600)}`);
  holds(`data pets from folder ${piece.repeat(600)}${"}".repeat(600)}\nmodel resnet34 pretrained\nfine_tune 1 epochs`);
});
