import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test, vi } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import { check } from "../../src/language/check.ts";
import { models } from "../../src/models/index.ts";
import { makePlan } from "../../src/plan/make.ts";
import { printPlan } from "../../src/plan/print.ts";
import { runPlan } from "../../src/run/run.ts";
import { folderOf } from "../cli/exp.ts";
import { contentsOf } from "../weights/files.ts";

/** A row of the table of models is all that a language, a plan and a run need. */
vi.mock(import("../../src/models/index.ts"), async original => {
  const [index, { tokens }] = [await original(), await import("../models/tokens.ts")];
  const row = { doc: "Tokens and layer norms.", build: tokens({ patch: 8, channels: 16, blocks: 2 }), published: null };
  Object.assign(index.models, { tokens: row });
  return index;
});

const images = await Promise.all(
  ["teal", "navy", "olive", "maroon"].map(background =>
    sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  ),
);
const pets = () =>
  folderOf(Object.fromEntries(images.flatMap((image, i) => [1, 2, 3].map(n => [`pets/${i < 2 ? "cat" : "dog"}/${i}-${n}.png`, image]))));
const textOf = (...steps: string[]) => ["data pets from folder { resize 32px; batch 4; split 25% }", "model tokens", ...steps].join("\n");

test("an experiment on a model of another family is checked, planned and run", async () => {
  expect(models).toHaveProperty("tokens");
  const folder = pets();
  const { program, diagnostics } = check(
    textOf("fit_one_cycle 2 epochs metric accuracy", "visualize layer 1", "evaluate metric accuracy", "explain worst 2 with saliency"),
    join(folder, "pets.exp"),
  );
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const plan = await makePlan(program!, { engine: "wasm", seed: 1 });
  expect(plan.model.layers.map(({ name }) => name)).toEqual(["patch_embed", "blocks.0", "blocks.1"]);
  expect(printPlan(plan)).toContain("tokens");

  const events: RunEvent[] = [];
  const { finished, folder: runFolder } = await runPlan(plan, { emit: event => events.push(event), signal: new AbortController().signal });
  expect(finished).toBe(true);
  expect(events.filter(({ event }) => event === "epoch")).toHaveLength(2);
  const weights = await contentsOf(join(runFolder, "weights.safetensors"));
  expect(weights["blocks.1.norm.weight"].shape).toEqual([16]);
  expect(weights["patch_embed.weight"].shape).toEqual([16, 3, 8, 8]);
  expect(readFileSync(join(runFolder, "report.html"), "utf8")).toContain("tokens");
});

test("Grad-CAM, which needs maps, is refused by the plan", async () => {
  const folder = pets();
  const { program } = check(textOf("fit 1 epochs", "explain worst 2 with gradcam"), join(folder, "pets.exp"));
  await expect(makePlan(program!, { engine: "wasm" })).rejects.toMatchObject({
    message: "gradcam needs a layer with maps, and tokens has none",
  });
});

test("pictures that its layers cannot show are refused", () => {
  const problems = (...steps: string[]) =>
    check(textOf("fit 1 epochs", ...steps), join(pets(), "pets.exp")).diagnostics.map(({ code, message }) => `${code}: ${message}`);
  expect(problems("visualize layer 2")).toEqual(["picture-unavailable: nothing of `blocks.0` can be drawn"]);
  expect(problems("visualize layer 1 patches 9 deconv")).toEqual([
    "picture-unavailable: `patches` cannot show `patch_embed`",
    "picture-unavailable: `deconv` cannot show `patch_embed`",
  ]);
});
