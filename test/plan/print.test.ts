import { expect, test } from "vitest";
import { printPlan } from "../../src/plan/print.ts";
import { printClasses } from "../../src/plan/print_classes.ts";
import { planOf } from "../run/plans.ts";

const evil = "pug\x1b]0;owned\x07\n\u009b2J";
const shown = "pug␛]0;owned␇␊\ufffd2J";

test("control characters of people's names are made visible, and break no line", () => {
  const { data, model } = planOf();
  const plan = planOf({
    file: `/home/ada/${evil}.exp`,
    data: { ...data, folder: `/data/${evil}`, classes: [evil, "dog"], broken: [{ path: `/data/${evil}.jpg`, reason: `not ${evil}` }] },
    model: { ...model, weights: { kind: "file", path: `/data/${evil}.safetensors` } },
    steps: [{ kind: "predict", path: `/data/${evil}`, images: 1 }],
    inferences: [`labels: ${evil}`],
  });
  const lines = printPlan(plan, { folder: "/home/ada" }).split("\n");
  expect(lines.join("")).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
  for (const line of [
    `plan      ${shown}.exp, seed 0`,
    `data      pets: 2 images of 2 classes in /data/${shown}`,
    `model     resnet18, weights from /data/${shown}.safetensors`,
    `steps     1 predict /data/${shown}, about 1.0 s`,
    `inferred  labels: ${shown}`,
    `broken    /data/${shown}.jpg: not ${shown}`,
  ])
    expect(lines).toContain(line);
});

test("a class whose name has a newline keeps its row", () => {
  expect(printClasses(["a\nb", "dog"], { train: [2, 3], valid: [1, 1] }, 80)).toEqual([
    "class  train  valid",
    "a␊b        2      1",
    "dog        3      1",
    "total      5      2",
  ]);
});
