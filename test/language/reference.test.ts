import { expect, test } from "vitest";
import { reference } from "../../grammar/reference.ts";
import { check } from "../../src/language/check.ts";
import { parse } from "../../src/language/parse.ts";
import { statements } from "../../src/statements/index.ts";

test("grammar/reference.md is what the tables say", async () => {
  await expect(reference()).toMatchFileSnapshot("../../grammar/reference.md");
});

const file = new URL("../cases/example.exp", import.meta.url).pathname;

test.each(statements.map(kind => [kind.name, kind] as const))("the example of `%s` is right", (name, kind) => {
  expect(parse(kind.example).diagnostics).toEqual([]);
  // With the statements that it needs before it, in front of what makes any experiment complete.
  const has = (name: string) => new RegExp(`\\b${name} `).test(kind.example);
  const needs = statements.filter(({ role }) => kind.needs.includes(role as "data")).map(({ example }) => example);
  const rest = statements
    .filter(({ name, role }) => (role === "data" || role === "model") && !has(name) && !kind.needs.includes(role))
    .map(({ example }) => example);
  const last = kind.role === "training" || kind.role === "step" || has("fine_tune") ? [] : ["fit 1 epochs"];
  const training = kind.role === "step" ? ["fit 1 epochs"] : [];
  const { program, diagnostics } = check([...needs, ...training, kind.example, ...rest, ...last].join("\n"), file);
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
