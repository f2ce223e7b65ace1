import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { exp, folderOf } from "./exp.ts";

const images: Record<string, Buffer> = {};
for (const [label, tone] of [
  ["dark", "#20100"],
  ["light", "#e0f0f"],
] as const)
  for (let i = 0; i < 6; i++)
    images[`pets/${label}/${i}.png`] = await sharp({ create: { width: 32, height: 32, channels: 3, background: `${tone}${i}` } })
      .png()
      .toBuffer();

const source = `include "shared.exp"
let epochs = env EXP_TEST_EPOCHS default 1
data pets from folder { labels from folder; resize size; batch 4 }
model resnet20
experiment small { fit epochs epochs rate lr }
experiment large like small { let size = 2 * size }
`;
const place = () => folderOf({ ...images, "a.exp": source, "shared.exp": "let lr = 1e-3\nlet size = 16px\n" });

test("a plan tells what names stand for and what gave it, and holds what it takes to repeat the run", () => {
  const folder = place();
  const { code, stdout, stderr } = exp(folder, "plan", "a.exp", "large", "--engine", "wasm", "--set", "lr=1e-4");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(
    "plan      a.exp large, seed 42\nvalues    lr = 0.0001, from --set\n          size = 32px\n          epochs = 1\n",
  );
  expect(stdout).toContain("32x32 px (median) to 32x32 by crop");
  const plan = JSON.parse(exp(folder, "plan", "a.exp", "large", "--engine", "wasm", "--set", "lr=1e-4", "--json").stdout) as Plan;
  expect(plan).toMatchObject({
    source,
    experiment: "large",
    included: [{ file: expect.stringMatching(/shared\.exp$/), source: "let lr = 1e-3\nlet size = 16px\n" }],
    values: [
      { name: "lr", value: "0.0001", from: "set" },
      { name: "size", value: "32px", from: "file" },
      { name: "epochs", value: "1", from: "file" },
    ],
  });
});

test("without names, all experiments are planned, in the order of the file", () => {
  const { stdout } = exp(place(), "plan", "a.exp", "--engine", "wasm");
  expect(stdout.match(/^(plan| {10}size|values) .*$/gm)).toEqual([
    "plan      a.exp small, seed 42",
    "values    lr = 0.001",
    "          size = 16px",
    "plan      a.exp large, seed 42",
    "values    lr = 0.001",
    "          size = 32px",
  ]);
  const lines = exp(place(), "plan", "a.exp", "--engine", "wasm", "--json").stdout.trimEnd().split("\n");
  expect(lines.map(line => (JSON.parse(line) as Plan).experiment)).toEqual(["small", "large"]);
});

test("each experiment has a run folder of its own", { timeout: 240_000 }, () => {
  const folder = place();
  const { code, stdout, stderr } = exp(folder, "run", "a.exp", "--engine", "wasm", "--quiet");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(`${join("runs", "a-small-1")}\n${join("runs", "a-large-1")}\n`);
  expect(readdirSync(join(folder, "runs"))).toEqual(["a-large-1", "a-small-1"]);
  const { experiment } = JSON.parse(readFileSync(join(folder, "runs/a-large-1/plan.json"), "utf8")) as Plan;
  expect(experiment).toBe("large");
});

test("`exp check --set` takes a name that one of the files has", () => {
  const good = "data pets from folder\nmodel resnet18\nfit 1 epochs\n";
  const folder = folderOf({ "pets/a.jpg": "", "a.exp": `let s = 3\nseed s\n${good}`, "b.exp": good });
  expect(exp(folder, "check", ".", "--set", "s=4").code).toBe(0);
  expect(exp(folder, "check", ".", "--set", "s=-4")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("`s` (`-4`) is out of range for a seed"),
  });
  expect(exp(folder, "check", ".", "--set", "t=4")).toMatchObject({ code: 2, stderr: expect.stringContaining("--set gives `t`") });
});

test("a mistake in a file that is included names that file", () => {
  const folder = folderOf({
    "pets/a.jpg": "",
    "sub/a.exp": 'include "more/b.exp"',
    "sub/more/b.exp": "data pest from folder\nseed 1e99\n",
  });
  const { stdout } = exp(folder, "check", "sub/a.exp");
  expect(stdout).toContain("sub/more/b.exp:2:6 error out-of-range:");
  const { diagnostics } = JSON.parse(exp(folder, "check", "sub/a.exp", "--json").stdout) as { diagnostics: { file: string }[] };
  expect(diagnostics.map(({ file }) => file)).toContain("sub/more/b.exp");
});

test("of the experiments in a folder, those that others include are no experiments of their own", () => {
  const folder = folderOf({
    "pets/a.jpg": "",
    "a.exp": 'include "b.exp"\nmodel resnet18\nfit 1 epochs\n',
    "b.exp": "data pets from folder\n",
  });
  expect(exp(folder, "check", ".")).toEqual({ code: 0, stdout: "1 file, no mistakes\n", stderr: "" });
  expect(exp(folder, "check", ".", "b.exp").stdout).toContain("b.exp:1:22 error missing-statement:");
  expect(exp(folder, "check", "b.exp").code).toBe(1);
});

const family = `data pets from folder { batch 4 }
experiment base { fit 1 epochs metric f1 }
experiment small like base { model resnet18 }
experiment large like base { model resnet50 }
`;

test("an experiment that others are like need not be whole; it does not run", () => {
  const folder = folderOf({ ...images, "a.exp": family });
  expect(exp(folder, "check", "a.exp")).toEqual({ code: 0, stdout: "1 file, no mistakes\n", stderr: "" });
  const { stdout } = exp(folder, "plan", "a.exp", "--engine", "wasm", "--json");
  const plans = stdout
    .trimEnd()
    .split("\n")
    .map(line => JSON.parse(line) as Plan);
  expect(plans.map(({ experiment, model }) => [experiment, model.name])).toEqual([
    ["small", "resnet18"],
    ["large", "resnet50"],
  ]);
  expect(exp(folder, "plan", "a.exp", "base")).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: `base` has no model: it is only a base for other experiments\n  its experiments are `small` and `large`\n",
  });
  const alone = folderOf({
    ...images,
    "a.exp": family
      .replaceAll("base {", "first {")
      .replace("like base", "like first")
      .replace(/.*large.*/, ""),
  });
  expect(exp(alone, "check", "a.exp").code).toBe(0);
  const unlike = folderOf({
    ...images,
    "a.exp": family.replace(" like base { model resnet18 }", " { model resnet18; evaluate }").replace(/.*large.*/, ""),
  });
  expect(exp(unlike, "check", "a.exp").stdout).toContain("missing-statement: `fit` needs a `model` statement");
});

test("the mistakes of other experiments stop none that is named", () => {
  const folder = folderOf({ ...images, "a.exp": family.replace("resnet50", "resnet51; fitt 2 epochs") });
  const { code, stdout, stderr } = exp(folder, "plan", "a.exp", "small", "--engine", "wasm");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "note: 2 errors in other experiments: see `exp check a.exp`\n\n" });
  expect(stdout).toContain("plan      a.exp small");
  for (const names of [[], ["large"], ["small", "large"]]) {
    const { code, stderr } = exp(folder, "plan", "a.exp", ...names);
    expect(code).toBe(1);
    expect(stderr).toContain("`resnet51` is not a model");
  }
  // One that it is like is a part of it, and so is what stands outside of all braces, or leaves it open where an experiment ends.
  for (const [right, wrong] of [
    ["metric f1", "metric f7"],
    ["batch 4", "batch x"],
    ["resnet50 }", "resnet50"],
  ]) {
    const folder = folderOf({ ...images, "a.exp": family.replace(right, wrong) });
    expect(exp(folder, "plan", "a.exp", "small").code, wrong).toBe(1);
  }
});
