import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import type { Diagnostic } from "../../src/language/diagnostic.ts";
import { catalogue } from "../../src/language/diagnostics/index.ts";
import { render } from "../../src/language/render.ts";

/**
 * One file of test/cases per mistake: the source with what is diagnosed between « and », then `---` and what people
 * read. `npx vitest run test/language -u` writes both anew; read the difference before you keep it.
 */
const folder = fileURLToPath(new URL("../cases/", import.meta.url));
const names = readdirSync(folder).filter(name => name.endsWith(".exp.txt"));
const seen = new Set<string>();

test.each(names)("%s", async name => {
  const file = name.replace(/\.txt$/, "");
  const source = readFileSync(folder + name, "utf8")
    .split(/^---$/m)[0]
    .replace(/[«»]/g, "")
    .trimEnd();
  const { program, diagnostics } = check(source, folder + file);
  for (const { code } of diagnostics) seen.add(code);
  expect(program === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
  // Every fix mends what it is for.
  for (const { code, fix } of diagnostics) {
    if (!fix) continue;
    const mended = check(source.slice(0, fix.span.start) + fix.text + source.slice(fix.span.end), folder + file).diagnostics;
    const count = (all: Diagnostic[]) => all.filter(diagnostic => diagnostic.code === code).length;
    expect(count(mended), `${code}: ${fix.title}`).toBeLessThan(count(diagnostics));
  }
  await expect(`${mark(source, diagnostics)}\n---\n${render(diagnostics, source, file)}\n`).toMatchFileSnapshot(folder + name);
});

test("every code of the catalogue has a case", () => {
  expect([...seen].sort()).toEqual(Object.keys(catalogue).sort());
});

test("every mistake is an error or a warning in people's words", () => {
  for (const [code, { doc }] of Object.entries(catalogue)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(doc).toMatch(/^[A-Z`].*\.$/);
  }
});

/** The source with marks around every diagnosed span. */
function mark(source: string, diagnostics: readonly Diagnostic[]): string {
  const spans = new Set(diagnostics.map(({ span: { start, end } }) => `${start} ${end}`));
  const marks = [...spans].flatMap(span => {
    const [start, end] = span.split(" ").map(Number);
    return start === end
      ? [{ at: start, mark: "«»", order: 1 }]
      : [
          { at: start, mark: "«", order: 2 },
          { at: end, mark: "»", order: 0 },
        ];
  });
  marks.sort((a, b) => b.at - a.at || b.order - a.order);
  return marks.reduce((text, { at, mark }) => text.slice(0, at) + mark + text.slice(at), source);
}
