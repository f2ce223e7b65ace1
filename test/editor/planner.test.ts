import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Planner } from "../../src/editor/planner.ts";
import { exp, folderOf } from "../cli/exp.ts";
import { stripeImages } from "../support/stripes.ts";

const source = "use wasm\ndata stripes from folder { resize 32px; batch 6 }\nmodel resnet18\nfit 1 epochs metric f1\n";

function planning(folder: string) {
  const planner = new Planner();
  onTestFinished(() => planner.close());
  return (text: string) => planner.plan({ text, file: join(folder, "a.exp"), width: 90 });
}

test("the plan of a text is that of `exp plan`, of texts that come meanwhile only the last is planned", async () => {
  const folder = folderOf({ ...(await stripeImages(6)), "a.exp": source });
  const plan = planning(folder);
  const [first, second, third] = await Promise.all([plan(source), plan("seed 1\n"), plan(source.replace("f1", "f2"))]);
  expect(second).toBeNull();
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
