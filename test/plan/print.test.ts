import { expect, test } from "vitest";
import { shownColumns } from "../../src/common/wrap.ts";
import { printPlan } from "../../src/plan/print.ts";
import { printClasses } from "../../src/tasks/classification/plan/print_classes.ts";
import { planOf } from "../run/plans.ts";

const evil = "pug\x1b]0;owned\x07\n\u009b2J";
const shown = "pug␛]0;owned␇␊‹U+009B›2J";

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
    `data      pets: 6 images of 2 classes in /data/${shown}`,
    `model     resnet18, weights from /data/${shown}.safetensors`,
    `steps     1 predict /data/${shown}, about 1.0 s`,
    `inferred  labels: ${shown}`,
    `broken    /data/${shown}.jpg: not ${shown}`,
  ])
    expect(lines).toContain(line);
});

test("what loading a file of weights will warn of is in the plan", () => {
  const { model } = planOf();
  const notes = ["`w.pth` has no head: the head starts fresh"];
  const plan = planOf({ model: { ...model, weights: { kind: "file", path: "/data/w.pth", notes } } });
  expect(printPlan(plan)).toContain("warning: `w.pth` has no head: the head starts fresh");
});

test("a class whose name has a newline keeps its row", () => {
  expect(printClasses(["a\nb", "dog"], { train: [2, 3], valid: [1, 1] }, 80)).toEqual([
    "class  train  valid",
    "a␊b        2      1",
    "dog        3      1",
    "total      5      2",
  ]);
});

test.each([80, 60])("no line is wider than a terminal of %d columns, and no word is broken", width => {
  const { steps, data, estimate } = planOf();
  const plan = planOf({
    data: {
      ...data,
      classes: Array.from({ length: 30 }, (_, i) => `breed_${i}`),
      counts: { train: Array(30).fill(3), valid: Array(30).fill(1) },
    },
    steps: [...steps, { kind: "evaluate", metrics: [{ name: "accuracy" }, { name: "roc_auc" }, { name: "top_k_accuracy", k: 3 }] }],
    estimate: { ...estimate, stepSeconds: [1, 1], speed: { training: 1, evaluation: 1, startSeconds: 1, measured: false } },
    inferences: ["batch: 16, because 327 training images make only 5 steps of 64, and so few are soon over"],
  });
  const text = printPlan(plan, { width });
  for (const line of text.split("\n")) expect(shownColumns(line), line).toBeLessThanOrEqual(width);
  const words = (text: string) => new Set(text.split(/\s+/));
  const whole = words(printPlan(plan, { width: Number.POSITIVE_INFINITY }));
  for (const word of words(text)) expect(whole).toContain(word);
  expect(text.replaceAll(/\s+/g, " ")).toContain("total about 1 s, 1.00 GFLOP the speed of this machine is not measured");
});

test("without a width every fact is one line", () => {
  const sentence = "batch: 16, because 327 training images make only 5 steps of 64, and so few are soon over, which is why there are more";
  expect(printPlan(planOf({ inferences: [sentence] }), { width: Number.POSITIVE_INFINITY }).split("\n")).toContain(`inferred  ${sentence}`);
});
