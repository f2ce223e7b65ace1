import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readArguments } from "./arguments.ts";
import { corpusOf } from "./corpus.ts";
import { targets } from "./targets.ts";

test.each(Object.entries(targets))("nothing that fuzzing kept breaks what reads %s", async (name, { seeds, run }) => {
  const folder = mkdtempSync(join(tmpdir(), "exp-corpus-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const kept = corpusOf(name);
  expect(kept.length).toBeGreaterThan(0);
  for (const input of [...(await seeds()), ...kept]) await run(input, join(folder, "input"));
});

test.each([
  [[], { seconds: 60, names: Object.keys(targets), seed: 1 }],
  [["5", "zip", "3"], { seconds: 5, names: ["zip"], seed: 3 }],
  [["pickle"], "SECONDS is a number above 0, not `pickle`"],
  [["0"], "SECONDS is a number above 0, not `0`"],
  [["5", "pickles"], "`pickles` is no target: pickle, zip, safetensors, headers, messages"],
  [["5", "zip", "x"], "SEED is a whole number, not `x`"],
  [["5", "zip", "1", "2"], "`2` is one argument too many"],
])("the arguments of the fuzzer %j", (words, asked) => {
  expect(readArguments(words)).toEqual(asked);
});
