import { readdirSync, readFileSync, realpathSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRunFolder } from "../../src/run_folder/folder.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "./plans.ts";

const planIn = (folder: string) => planOf({ file: join(folder, "pets.exp") });

test("a run folder stands beside the experiment and holds what repeats the run", async () => {
  const place = folderOf({});
  const plan = planIn(place);
  const folder = await createRunFolder(plan);
  expect(folder).toBe(join(place, "runs", "pets-1"));
  expect(readdirSync(folder).sort()).toEqual(["environment.json", "inputs.json", "pets.exp", "plan.json"]);
  expect(readFileSync(join(folder, "pets.exp"), "utf8")).toBe(plan.source);
  expect(JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"))).toEqual(plan);
  const environment = JSON.parse(readFileSync(join(folder, "environment.json"), "utf8"));
  expect(environment).toMatchObject({ node: process.version, engine: plan.engine, os: { platform: process.platform } });
  expect(Date.parse(environment.started)).not.toBeNaN();
  expect(environment.memoryBytes).toBeGreaterThan(0);
});

test("a run folder holds what the experiment includes, as deep as it lies there", async () => {
  const place = folderOf({ "shared/base.exp": "" });
  const seen = join(folderOf({}), "link");
  symlinkSync(place, seen);
  // Links are followed in the paths of what is included, and not in that of the experiment.
  const included = [{ file: join(realpathSync(place), "shared", "base.exp"), source: "seed 7\n" }];
  const folder = await createRunFolder(planOf({ file: join(seen, "pets.exp"), included }));
  expect(readFileSync(join(folder, "shared", "base.exp"), "utf8")).toBe("seed 7\n");
  expect(readdirSync(folder).sort()).toEqual(["environment.json", "inputs.json", "pets.exp", "plan.json", "shared"]);
});

test("a plan is carried out also where the experiment that it was made of is gone, but writes nothing beside its folder", async () => {
  const place = folderOf({});
  const file = join(place, "gone", "pets.exp");
  const root = join(place, "runs");
  const folder = await createRunFolder(planOf({ file }), root);
  expect(readdirSync(folder)).toContain("pets.exp");
  const included = [{ file: join(place, "evil.txt"), source: "" }];
  await expect(createRunFolder(planOf({ file, included }), root)).rejects.toMatchObject({
    message: `the plan includes ../evil.txt, which does not lie with ${file}`,
  });
  expect(readdirSync(root)).toEqual(["pets-1"]);
});

test("the next run has the next number, and --runs another place", async () => {
  const place = folderOf({ "runs/pets-1/kept.txt": "" });
  expect(await createRunFolder(planIn(place))).toBe(join(place, "runs", "pets-2"));
  expect(await createRunFolder(planIn(place), join(place, "elsewhere", "deep"))).toBe(join(place, "elsewhere", "deep", "pets-1"));
  expect(readdirSync(join(place, "runs", "pets-1"))).toEqual(["kept.txt"]);
});

test("runs that start at once get a folder each", async () => {
  const place = folderOf({});
  const folders = await Promise.all(Array.from({ length: 8 }, () => createRunFolder(planIn(place))));
  expect(new Set(folders).size).toBe(8);
  expect(readdirSync(join(place, "runs")).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(n => `pets-${n}`));
});

test("a place that cannot be written is told", async () => {
  const place = folderOf({ runs: "a file" });
  await expect(createRunFolder(planIn(place))).rejects.toMatchObject({
    fault: "machine",
    message: `cannot write ${join(place, "runs")}: a file is in the place of its folder`,
  });
});

test("a folder that cannot be filled does not stay", async () => {
  const place = folderOf({});
  // No text at all: the write fails when the folder is there.
  const plan = planOf({ file: join(place, "pets.exp"), source: 1 as unknown as string });
  await expect(createRunFolder(plan)).rejects.toThrow();
  expect(readdirSync(join(place, "runs"))).toEqual([]);
});

test("a folder that a run was killed while filling goes when another begins, an hour later", async () => {
  const [old, young] = [".pets.0123456789ab.tmp", ".pets.ba9876543210.tmp"];
  const place = folderOf({ [`runs/${old}/pets.exp`]: "", [`runs/${young}/pets.exp`]: "" });
  const before = Date.now() / 1000 - 3700;
  utimesSync(join(place, "runs", old), before, before);
  await createRunFolder(planIn(place));
  expect(readdirSync(join(place, "runs")).sort()).toEqual([young, "pets-1"]);
});

test("no link that came with the experiment leads a run elsewhere, unless the person names it", async () => {
  const elsewhere = folderOf({});
  const place = folderOf({});
  symlinkSync(elsewhere, join(place, "runs"));
  await expect(createRunFolder(planIn(place))).rejects.toMatchObject({
    fault: "machine",
    message: `${join(place, "runs")} is a link to ${elsewhere}, and runs follow none by themselves`,
    fix: `if they are to go there, say so: --runs "${join(place, "runs")}"`,
  });
  expect(readdirSync(elsewhere)).toEqual([]);
  await createRunFolder(planIn(place), join(place, "runs"));
  expect(readdirSync(elsewhere)).toEqual(["pets-1"]);
});
