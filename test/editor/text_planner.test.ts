import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { TextPlanner } from "../../src/editor/text_planner.ts";
import { Planner } from "../../src/plan/planner.ts";
import type { PlanSummary } from "../../src/plan/summary.ts";
import { exp, folderOf } from "../cli/exp.ts";
import { stripeImages } from "../support/stripes.ts";

const source = "use wasm\ndata stripes from folder { resize 32px; batch 6 }\nmodel resnet18\nfit 1 epochs metric f1\n";

function planning(folder: string) {
  const planner = new Planner();
  onTestFinished(() => planner.close());
  const texts = new TextPlanner(planner);
  return async (text: string, included?: ReadonlyMap<string, string>) =>
    (await texts.plan({ text, file: join(folder, "a.exp"), included, width: 10_000 }))?.outcome ?? null;
}

test("the plan of a text is that of `exp plan`, and a later text replaces it", async () => {
  const folder = folderOf({ ...(await stripeImages(6)), "a.exp": source });
  const plan = planning(folder);
  const first = await plan(source);
  const [replaced, second, third] = await Promise.all([plan(source), plan(`seed 1\n${source}`), plan(source.replace("f1", "f2"))]);
  expect([replaced, second]).toEqual([null, null]);
  expect(third).toMatchObject({ is: "mistaken", mistakes: [{ place: "a.exp:4:21", position: { line: 4, column: 21 } }] });

  const { stdout } = exp(folder, "plan", "a.exp");
  const lines = first?.is === "planned" ? first.plans.flatMap(({ sections }) => sections.flatMap(({ lines }) => lines)) : [];
  const withoutMemory = (lines: string[]) => lines.map(line => line.trim()).filter(line => line !== "" && !/GiB|MiB/.test(line));
  expect(withoutMemory(lines)).toEqual(withoutMemory(stdout.split("\n").map(line => line.slice(10))));
});

test("what cannot be planned says why, and the way out", async () => {
  const plan = planning(folderOf({ "stripes/empty.txt": "" }));
  expect(await plan(source)).toMatchObject({
    is: "impossible",
    problem: { message: expect.stringContaining("stripes"), fix: expect.any(String) },
  });
});

test("a mistake in an included file is told with its address, of the text that is there or that is being written", async () => {
  const folder = folderOf({ ...(await stripeImages(6)), "steps.exp": "fit 1 epochs metric f2\n" });
  const plan = planning(folder);
  const text = source.replace(/fit.*/, 'include "steps.exp"');
  const uri = pathToFileURL(join(folder, "steps.exp")).href;
  expect(await plan(text)).toMatchObject({ mistakes: [{ place: "steps.exp:1:21", uri, position: { line: 1, column: 21 } }] });
  expect(await plan(text, new Map([[join(folder, "steps.exp"), "fit 1 epochs metric f1\n"]]))).toMatchObject({ is: "planned" });
});

test("a bug while planning is an answer, so that the page does not ask again and again", async () => {
  const folder = folderOf(await stripeImages(6));
  const broken = new (class extends Planner {
    override async plan() {
      return { plan: {} as PlanSummary };
    }
  })();
  const answer = await new TextPlanner(broken).plan({ text: source, file: join(folder, "a.exp"), width: 80 });
  expect(answer?.outcome).toMatchObject({ is: "impossible", problem: { message: expect.stringContaining("bug in exp: TypeError") } });
});
