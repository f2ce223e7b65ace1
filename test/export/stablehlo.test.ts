import { expect, test } from "vitest";
import { exp, folderOf } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";

test("exp plan --emit stablehlo prints the programs of each phase and of evaluation", async () => {
  const images = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => [`pets/${i % 2 ? "cat" : "dog"}_${i}.png`, await drawnPng(32, 32, i)]),
  );
  const text = "data pets from folder\nmodel resnet18\nfine_tune 1 epochs\nevaluate\n";
  const folder = folderOf({ ...Object.fromEntries(images), "main.exp": text });
  const { code, stdout } = exp(folder, "plan", "main.exp", "--emit", "stablehlo");
  expect(code).toBe(0);
  expect(stdout.match(/^\/\/ main\.exp: .*$/gm)).toEqual([
    "// main.exp: fine_tune, head: a training step, batch 8",
    "// main.exp: fine_tune, whole: a training step, batch 8",
    "// main.exp: fine_tune: validation, batch 8",
    "// main.exp: evaluate, batch 8",
  ]);
  expect(stdout.match(/^module @exp /gm)).toHaveLength(4);
  expect(exp(folder, "plan", "main.exp", "--emit", "hlo")).toMatchObject({ code: 2, stderr: expect.stringContaining("stablehlo") });
});
