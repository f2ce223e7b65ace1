import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diagrams } from "../../grammar/diagrams.ts";
import { reference } from "../../grammar/reference.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { check } from "../../src/language/check.ts";
import { parse } from "../../src/language/parse.ts";
import { examplesOf } from "../../src/statements/describe.ts";
import { statements } from "../../src/statements/index.ts";
import type { Option, Options } from "../../src/statements/statement.ts";
import { complete, exampleIn } from "../support/complete.ts";

test("grammar/reference.md is what the tables say", async () => {
  await expect(reference()).toMatchFileSnapshot("../../grammar/reference.md");
});

test("the diagrams are what the tables and the grammar say, and need no script and no network", async () => {
  const drawn = diagrams();
  for (const [name, svg] of Object.entries(drawn)) {
    await expect(svg).toMatchFileSnapshot(`../../grammar/diagrams/${name}`);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/script|href|https?:|@import|url\(/);
    expect(svg).not.toMatch(/NaN|undefined/);
  }
  expect(readdirSync(join(packageRoot, "grammar/diagrams")).sort()).toEqual(Object.keys(drawn).sort());
});

const fenced = Array.from(reference().matchAll(/```exp\n(.*?)\n```/gs), ([, example]) => example);

test.each(fenced)("a piece of the reference is right: `%s`", example => {
  const { program, diagnostics } = check(complete(example), exampleIn());
  expect(diagnostics).toEqual([]);
  expect(program).not.toBeNull();
});

const optionExamples = statements.flatMap(({ name, forms, slots, options }) => {
  const head = examplesOf(name, { forms, slots })[0].replace(' "images/pets"', "");
  const inBraces = (options: Options, around: (inner: string) => string): string[] =>
    Object.entries<Option>(options).flatMap(([name, option]) => [
      ...examplesOf(name, option).map(around),
      ...inBraces(option.block ?? {}, inner => around(`${name} { ${inner} }`)),
    ]);
  return inBraces(options, inner => `${head} { ${inner} }`);
});

test.each(optionExamples)("an example of an option is right: `%s`", example => {
  const table = example.includes("by column") ? example.replace("{", '{ labels from csv "labels.csv";') : example;
  const whole = table.replace("evaluate { limit", "evaluate corrupted { limit");
  expect(check(complete(whole), exampleIn()).diagnostics).toEqual([]);
});

test.each(statements)("the example of `$name` begins with it, and has no mistake of form", ({ name, example }) => {
  expect(parse(example).diagnostics).toEqual([]);
  expect(example.startsWith(name)).toBe(true);
});

test("everything is documented in whole sentences", () => {
  for (const { doc, options } of statements) {
    expect(doc).toMatch(/^[A-Z].*\.$/s);
    for (const option of Object.values<{ doc: string }>(options)) expect(option.doc).toMatch(/^[A-Z].*\.$/s);
  }
});
