import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { Planner } from "../../src/plan/planner.ts";
import type { Program } from "../../src/program/program.ts";
import { folderOf } from "../cli/exp.ts";
import { stripeImages } from "../support/stripes.ts";

function opened(): Planner {
  const planner = new Planner();
  onTestFinished(() => planner.close());
  return planner;
}

const programOf = (folder: string, text: string): Program => check(text, join(folder, "a.exp")).program!;
const source = "use wasm\ndata stripes from folder { resize 32px; batch 6 }\nmodel resnet18\nfit 1 epochs\n";

test("a text is planned once for all who ask, wherever it stands in its file", async () => {
  const folder = folderOf(await stripeImages(6));
  const planner = opened();
  const [program, moved] = [programOf(folder, source), programOf(folder, `# A comment.\n${source}`)];
  const { signal } = new AbortController();
  const [first, second] = await Promise.all([planner.plan(program, { signal, fresh: true }), planner.plan(moved, { signal })]);
  expect(first).toMatchObject({ plan: { data: { counts: { train: expect.any(Array) } } } });
  expect(second).toBe(first);
  expect(planner.known(moved)).toBe(first);
  expect(await planner.plan(moved, { signal })).toBe(first);

  const again = await planner.plan(program, { signal, fresh: true });
  expect(again).not.toBe(first);
  expect(again).toEqual({ plan: expect.objectContaining({ data: (first as { plan: { data: object } }).plan.data }) });
});

test("a plan goes on while one of those who ask still waits, and stops with the last", async () => {
  const folder = folderOf({ [`pets/${"a".repeat(40)}_b.jpg`]: "", ...(await stripeImages(6)) });
  // This expression tries every way to part the letters.
  const endless = programOf(folder, 'data pets from folder { labels from name "^(a+)+$" }\nmodel resnet18\nfit 1 epochs');
  const planner = opened();
  const [one, other] = [new AbortController(), new AbortController()];
  const asked = [one, other].map(({ signal }) => planner.plan(endless, { signal }));
  const next = planner.plan(programOf(folder, source), { signal: new AbortController().signal });
  one.abort();
  expect(await asked[0]).toBeNull();
  expect(await Promise.race([next, new Promise(resolve => setTimeout(resolve, 1500, "waiting"))])).toBe("waiting");
  other.abort();
  expect(await asked[1]).toBeNull();
  expect(await next).toHaveProperty("plan");
  expect(planner.known(endless)).toBeUndefined();
});

test("a problem names the line of the text that asked", async () => {
  const folder = folderOf(await stripeImages(6));
  const planner = opened();
  const mistaken = source.replace("fit 1 epochs", "fit 1 epochs metric top_k_accuracy 2");
  const [program, moved] = [programOf(folder, mistaken), programOf(folder, `# A comment.\n${mistaken}`)];
  const { signal } = new AbortController();
  const [first, second] = await Promise.all([program, moved].map(program => planner.plan(program, { signal })));
  expect(first).toMatchObject({ problem: { message: expect.stringContaining("a.exp:4:1 ") } });
  expect(second).toMatchObject({ problem: { message: expect.stringContaining("a.exp:5:1 ") } });
  expect(planner.known(moved)).toBe(second);
  expect(planner.known(program)).toBeUndefined();
});
