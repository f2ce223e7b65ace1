import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { FactsStore } from "../../src/lsp/facts/store.ts";
import { Planner } from "../../src/plan/planner.ts";
import { folderOf } from "../cli/exp.ts";

test("a plan that is not wanted any more is not waited for, however long its look at the data takes", async () => {
  const folder = folderOf({ [`pets/${"a".repeat(40)}_b.jpg`]: "" });
  const programOf = (labels: string) =>
    check(`data pets from folder { labels from ${labels} }\nmodel resnet18\nfit 1 epochs`, join(folder, "a.exp")).program!;
  // This expression tries every way to part the letters.
  const [endless, quick] = [programOf('name "^(a+)+$"'), programOf("folder")];
  let wake = () => {};
  const planner = new Planner();
  onTestFinished(() => planner.close());
  const store = new FactsStore(planner, () => wake());
  store.want([endless]);
  await new Promise(resolve => setTimeout(resolve, 1000));
  expect(store.of(endless)).toBeUndefined();
  const found = new Promise<void>(resolve => (wake = resolve));
  store.want([quick]);
  await found;
  expect(store.of(quick)).toEqual({ problem: { message: expect.stringContaining("no image"), fix: expect.any(String) } });
  expect(store.of(endless)).toBeUndefined();
});
