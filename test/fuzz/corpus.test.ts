import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { corpusOf } from "./corpus.ts";
import { targets } from "./targets.ts";

test.each(Object.entries(targets))("nothing that fuzzing kept breaks what reads %s", async (name, { seeds, run }) => {
  const folder = mkdtempSync(join(tmpdir(), "exp-corpus-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const kept = corpusOf(name);
  expect(kept.length).toBeGreaterThan(0);
  for (const input of [...(await seeds()), ...kept]) await run(input, join(folder, "input"));
});
