import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { most } from "../../src/language/collect.ts";
import type { Diagnostic } from "../../src/language/diagnostic.ts";
import { catalogue } from "../../src/language/diagnostics/index.ts";
import { longest } from "../../src/language/parse.ts";
import { render } from "../../src/language/render.ts";
import { folderOf } from "../cli/exp.ts";
import { cases, casesFolder, withMarks } from "../support/marked.ts";
import { sparseWeights } from "../support/sparse_weights.ts";

/**
 * One file of test/cases per mistake: the source with what is diagnosed between « and », then `---` and what people
 * read. `npx vitest run test/language -u` writes both anew; read the difference before you keep it.
 */
const folder = `${casesFolder}/`;
const seen = new Set<string>();
/** Of the cases. */
const environment = { EXP_EPOCHS: "3", EXP_TOKEN: "hunter2" };

test.each(cases)("%s", async (name, written) => {
  const file = name.replace(/\.txt$/, "");
  const source = written.trimEnd();
  const { program, diagnostics } = check(source, folder + file, { environment });
  for (const { code } of diagnostics) seen.add(code);
  expect(program === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
  // Every fix mends what it is for.
  for (const { code, fix, included } of diagnostics) {
    if (!fix || included) continue;
    const changed = source.slice(0, fix.span.start) + fix.text + source.slice(fix.span.end);
    const mended = check(changed, folder + file, { environment }).diagnostics;
    const count = (all: Diagnostic[]) => all.filter(diagnostic => diagnostic.code === code).length;
    expect(count(mended), `${code}: ${fix.title}`).toBeLessThan(count(diagnostics));
  }
  const diagnosed = diagnostics.filter(({ included }) => !included).map(({ span }) => span);
  await expect(`${withMarks(source, diagnosed)}\n---\n${render(diagnostics, source, file)}\n`).toMatchFileSnapshot(folder + name);
});

test("what is included is named from the folder of the file, also by way of a link", () => {
  const place = folderOf({ "shared.exp": "sed 7" });
  const link = join(folderOf({}), "link");
  symlinkSync(place, link);
  const { diagnostics } = check('include "shared.exp"', join(link, "a.exp"));
  expect(diagnostics.map(({ included }) => included?.path)).toContain("shared.exp");
});

describe("what takes more than a line to show", () => {
  const codesOf = (source: string, files: Record<string, string> = {}) => {
    const folder = folderOf({ "pets/a.jpg": "", ...files });
    const { program, diagnostics } = check(`${source}\ndata pets from folder\nmodel resnet18\nfit 1 epochs`, join(folder, "a.exp"));
    for (const { code } of diagnostics) seen.add(code);
    return {
      program,
      codes: diagnostics.map(({ code, severity, included }) => `${severity} ${code}${included ? ` ${included.path}` : ""}`),
    };
  };

  test("files, names and experiments without end", () => {
    expect(codesOf('include "long.exp"', { "long.exp": `seed 1\n${"#".repeat(most.bytes)}` }).codes).toEqual(["error unreadable-file"]);
    expect(codesOf('include "long.exp"', { "long.exp": "#".repeat(longest + 1) }).codes).toEqual(["error too-large long.exp"]);
    expect(codesOf("#".repeat(longest)).codes).toEqual(["error too-large"]);
    const halves = { "left.exp": "#".repeat(longest), "right.exp": "#".repeat(longest) };
    expect(codesOf('include "left.exp"\ninclude "right.exp"', halves).codes).toEqual(["error too-many"]);
    const names = Array.from({ length: most.names + 1 }, (_, i) => `let n${i} = ${i === 0 ? 1 : `n${i - 1}`}`);
    expect(codesOf([...names, "seed n1999"].join("\n")).codes).toEqual(["error too-many"]);
    const chain = Array.from({ length: most.depth + 2 }, (_, i) => [`a${i}.exp`, `include "a${i + 1}.exp"`]);
    expect(codesOf('include "a0.exp"', Object.fromEntries(chain)).codes).toEqual([`error too-many a${most.depth - 1}.exp`]);
    const lists = Array.from({ length: 300 }, (_, i) => `let l${i + 1} = l${i} + 1`);
    expect(codesOf([`let l0 = [${"1, ".repeat(9999)}]`, ...lists].join("\n")).codes).toEqual(["error too-much"]);
    const shared = Array.from({ length: 1001 }, () => "evaluate");
    const many = Array.from({ length: 100 }, (_, i) => `experiment e${i} { seed ${i} }`);
    expect(codesOf([...shared, ...many].join("\n")).codes).toContain("error too-many");
    const experiments = Array.from({ length: most.experiments + 1 }, (_, i) => `experiment e${i} { fit ${i + 1} epochs }`);
    expect(codesOf(experiments.join("\n")).codes).toEqual(["error too-many", "warning unused-statement"]);
  });

  test("files of weights that do not fit, or that saw other images", () => {
    const folder = folderOf({ "pets/a.jpg": "", "broken.pth": "<html>" });
    sparseWeights(join(folder, "own.safetensors"), "resnet34", { image_size: "128", resize: "squish" });
    const told = (resize: string, model: string) => {
      const { program, diagnostics } = check(`data pets from folder { ${resize} }\nmodel ${model}\nevaluate`, join(folder, "a.exp"));
      for (const { code } of diagnostics) seen.add(code);
      expect(program === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
      return diagnostics.map(({ code, message, hint }) => `${code}: ${message}: ${hint}`);
    };
    const own = 'resnet34 pretrained from "own.safetensors"';
    expect(told("batch 8", own)).toEqual([]);
    expect(told("resize 128px", own)).toEqual([]);
    expect(told("resize 128px squish", own)).toEqual([]);
    const hint = "write `resize 128px squish` in the data statement, unless training follows";
    expect(told("resize 224px crop", own)).toEqual([
      `images-differ: the weights learned from images of 128 px, not 224 px, resized by squish, not crop: ${hint}`,
    ]);
    expect(told("resize 224px", own)).toEqual([`images-differ: the weights learned from images of 128 px, not 224 px: ${hint}`]);
    expect(told("batch 8", own.replace("34", "18"))).toEqual([
      expect.stringMatching(
        /^unusable-weights: the weights `own\.safetensors` cannot be used: resnet18 does not fit: .*: this file fits `model resnet34`$/,
      ),
    ]);
    expect(told("batch 8", 'resnet34 pretrained from "broken.pth"')).toEqual([expect.stringContaining("it is a web page")]);
    // What a file holds may change while an editor is open.
    sparseWeights(join(folder, "broken.pth"), "resnet34", {});
    expect(told("batch 8", 'resnet34 pretrained from "broken.pth"')).toEqual([]);
  });

  test("a link leads out of no folder, and a file that two others include is taken in once", () => {
    const outside = folderOf({ "secret.exp": "seed 3" });
    const folder = folderOf({
      "pets/a.jpg": "",
      "a.exp": 'include "b.exp"; include "c.exp"',
      "b.exp": 'include "c.exp"',
      "c.exp": "seed 3",
    });
    symlinkSync(join(outside, "secret.exp"), join(folder, "link.exp"));
    const rest = "\ndata pets from folder\nmodel resnet18\nfit 1 epochs";
    const codes = (source: string) => check(source + rest, join(folder, "main.exp")).diagnostics.map(({ code }) => code);
    expect(codes('include "link.exp"')).toEqual(["include-outside"]);
    expect(codes('include "a.exp"')).toEqual([]);
  });
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
