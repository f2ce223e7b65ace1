import { join } from "node:path";
import { expect, test } from "vitest";
import { reference } from "../../grammar/reference.ts";
import { check } from "../../src/language/check.ts";
import { parse } from "../../src/language/parse.ts";
import { statements } from "../../src/statements/index.ts";
import { folderOf } from "../cli/exp.ts";
import { complete, namedInExamples } from "../support/complete.ts";

test("grammar/reference.md is what the tables say", async () => {
  await expect(reference()).toMatchFileSnapshot("../../grammar/reference.md");
});

test.each(statements.map(kind => [kind.name, kind] as const))("the example of `%s` is right", (name, kind) => {
  expect(parse(kind.example).diagnostics).toEqual([]);
  const { program, diagnostics } = check(complete(kind.example), join(folderOf(namedInExamples), "example.exp"));
  expect(diagnostics).toEqual([]);
  expect(program).not.toBeNull();
  expect(kind.example.startsWith(name)).toBe(true);
});

test("everything is documented in whole sentences", () => {
  for (const { doc, options } of statements) {
    expect(doc).toMatch(/^[A-Z].*\.$/s);
    for (const option of Object.values<{ doc: string }>(options)) expect(option.doc).toMatch(/^[A-Z].*\.$/s);
  }
});
