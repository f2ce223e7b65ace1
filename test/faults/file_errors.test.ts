import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { presentEngines } from "../support/engines.ts";
import { failOperations } from "./file_errors.ts";

test("a run whose operation on a file fails says why, and is resumed to the same bits; `npm run faults` tries more", async () => {
  const engine = (await presentEngines()).some(({ name }) => name === "onednn") ? "onednn" : "wasm";
  const folder = mkdtempSync(join(tmpdir(), "exp-operations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { tried, lost } = await failOperations(join(folder, "runs"), engine, 2, 4, () => {});
  expect(lost).toEqual([]);
  expect(tried).toBe(2);
}, 240_000);
