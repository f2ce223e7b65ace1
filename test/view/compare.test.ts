import { dirname } from "node:path";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planSections } from "../../src/plan/print.ts";
import type { EvaluateStep } from "../../src/steps/evaluate/plan.ts";
import type { ExplainStep } from "../../src/steps/explain/plan.ts";
import type { PlanStep } from "../../src/steps/index.ts";
import { kindOf } from "../../src/steps/index.ts";
import type { PredictStep } from "../../src/steps/predict/plan.ts";
import type { VisualizeStep } from "../../src/steps/visualize/plan.ts";
import type { TrainStep } from "../../src/train/phase.ts";
import { align } from "../../src/view/compare/align.ts";
import { compareResults } from "../../src/view/compare/results.ts";
import { compareSettings } from "../../src/view/compare/settings.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "../run/plans.ts";
import { recordOf } from "../run/record_of.ts";
import { beginRun, epoch, evaluated, finished, phase } from "./running.ts";

const file = "/home/ada/pets.exp";
const fit = planOf().steps[0] as TrainStep;
const cycle: TrainStep = { ...fit, kind: "fit_one_cycle", phases: [{ ...fit.phases[0], epochs: 8 }] };
const visualize = (layer: number): VisualizeStep => ({
  ...{ kind: "visualize", layer, name: `layer${layer - 1}`, channels: null, frames: null },
  pictures: [{ kind: "patches", count: 9, deconv: true }],
});
const explain: ExplainStep = {
  kind: "explain",
  what: { kind: "worst", count: 9 },
  images: 9,
  methods: ["gradcam"],
  of: { kind: "predicted" },
};
const samples = [0, 1].map(id => ({ id, path: `/home/ada/holiday/cat/${id}.png`, label: 0 }));
const on: EvaluateStep = {
  ...{ kind: "evaluate", metrics: [{ name: "accuracy" }] },
  on: { name: "holiday", folder: "/home/ada/holiday", classes: ["cat"], samples, broken: [], outOfDomain: false, matches: [0] },
};
const corrupted: EvaluateStep = { kind: "evaluate", metrics: [], corrupted: { names: ["fog", "snow"], images: samples } };
const topK: EvaluateStep = { kind: "evaluate", metrics: [{ name: "top_k_accuracy", k: 3 }] };
const predict: PredictStep = { kind: "predict", path: "/home/ada/new/1.png", images: 1 };
const every: PlanStep[] = [fit, cycle, visualize(4), explain, topK, on, corrupted, predict];

const withSteps = (...steps: PlanStep[]): Plan =>
  planOf({ file, steps, estimate: { ...planOf().estimate, stepSeconds: steps.map(() => 1) } });
const rowsOf = (...plans: Plan[]) => {
  const { differing, same } = compareSettings(plans);
  return { differing: differing.map(({ name, values }) => [name, ...values]), same: same.map(({ name, values }) => [name, values[0]]) };
};

test("a step is told as `exp plan` tells it", () => {
  const { lines } = planSections(withSteps(...every), { folder: dirname(file) }).find(({ title }) => title === "steps")!;
  const told = lines.flatMap(line => /^\d+ (.*), about .*$/.exec(line)?.[1] ?? []);
  expect(every.map(step => kindOf(step).text(step, path => path.replace("/home/ada/", "")))).toEqual(told);
});

test("lists are laid beside each other as a diff lays them", () => {
  const aligned = (...lists: string[]) =>
    align(
      lists.map(list => [...list]),
      (a, b) => Number(a === b),
    ).map(row => row.map(entry => entry ?? "-").join(""));
  expect(aligned("abcd", "bxd")).toEqual(["a-", "bb", "c-", "-x", "dd"]);
  expect(aligned("b", "ab", "abc")).toEqual(["-aa", "bbb", "--c"]);
  expect(aligned("", "a")).toEqual(["-a"]);
  expect(aligned()).toEqual([]);
});

test("training stands beside training, however many pictures come before it, and no row has samples in it", () => {
  const { differing, same } = rowsOf(
    withSteps(fit, visualize(2), visualize(4), on),
    withSteps(visualize(1), visualize(2), cycle, visualize(4), on),
  );
  expect(differing).toEqual([
    ["visualize 1", null, "visualize layer 1 (layer0): patches 9 deconv"],
    ["visualize 2", null, "visualize layer 2 (layer1): patches 9 deconv"],
    ["training", "fit error_rate, decay 0.01, dropout 0", "fit_one_cycle error_rate, decay 0.01, dropout 0"],
    ["training, whole: epochs", "2", "8"],
    ["visualize 3", "visualize layer 2 (layer1): patches 9 deconv", null],
  ]);
  expect(same).toEqual(
    expect.arrayContaining([
      ["visualize 4", "visualize layer 4 (layer3): patches 9 deconv"],
      ["evaluate on", "evaluate on holiday accuracy"],
      ["evaluate on, images", "2 images of 1 class, all of them learned, in holiday"],
    ]),
  );
});

test("paths are told from the folder of the experiments, and whole where these lie in several", () => {
  const [pets, others] = [planOf({ file }), planOf({ file: "/home/eve/pets.exp" })];
  expect(rowsOf(pets, pets).same).toContainEqual(["data folder", "pets"]);
  expect(rowsOf(pets, others).same).toContainEqual(["data folder", "/home/ada/pets"]);
});

test("results have the last value of each metric, and what came of other data, those out of domain and corrupted images", async () => {
  const record = (...events: object[]) => {
    const { folder } = beginRun(folderOf({}), "pets-1");
    return recordOf(folder, planOf(), [...events, finished(folder)] as RunEvent[]);
  };
  const domain = {
    outOfDomain: false,
    unlike: { images: 0, of: 2 },
    validUnlike: { images: 0, of: 2 },
    auroc: { distance: null, energy: null },
  };
  const elsewhere = { event: "evaluated_on", images: 2, learned: 2, classes: [], confusion: [], matches: [], worst: [], domain };
  const measured = (accuracy: number) => ({ accuracy, metrics: {} });
  const first = record(
    ...[phase, epoch(0, 0.5), { ...epoch(1, 0.25), metrics: { error_rate: 0.25, f1: 0.5 } }],
    { ...evaluated(0), step: 1, loss: 0.125, metrics: { accuracy: 0.875 } },
    { ...elsewhere, step: 2, name: "holiday", loss: 0.5, metrics: { accuracy: 0.75 } },
    {
      ...{ ...elsewhere, step: 3, name: "digits", loss: null, metrics: {} },
      domain: { ...domain, outOfDomain: true, auroc: { distance: 0.875, energy: 0.75 } },
    },
    {
      ...{ event: "evaluated_corrupted", step: 4, images: 2, clean: measured(1) },
      rows: [
        { corruption: "fog", family: "weather", severities: [1, 1, 1, 1, 1].map(measured) },
        { corruption: "snow", family: "weather", severities: [0, 0, 0, 0, 0].map(measured) },
      ],
    },
  );
  const second = record(phase, epoch(0, 0.125));
  const elsewhereLearned = { ...second, plan: planOf({ data: { ...planOf().data, classes: ["cat", "dog", "fox"] } }) };
  expect(compareResults([first, elsewhereLearned]).every(({ best }) => best === undefined)).toBe(true);
  const rows = compareResults([first, second]).map(({ name, values, best, text }) => [
    name,
    ...values.map(value => (value === undefined ? "–" : `${text(value)}${value === best ? " best" : ""}`)),
  ]);
  expect(rows).toEqual([
    ["training loss", "0.5000", "0.5000"],
    ["validation loss", "0.1250 best", "0.2500"],
    ["error_rate", "0.2500", "0.1250 best"],
    ["f1", "0.5000", "–"],
    ["accuracy", "0.8750", "–"],
    ["holiday: loss", "0.5000", "–"],
    ["holiday: accuracy", "0.7500", "–"],
    ["digits, out of domain: AUROC by distance", "0.8750", "–"],
    ["digits, out of domain: AUROC by energy", "0.7500", "–"],
    ["corrupted images by fog, snow: mean accuracy", "0.5000", "–"],
    ["epochs", "2", "1"],
    ["time of training", "4.0 s", "2.0 s best"],
    ["time in all", "12 s", "12 s"],
  ]);
});
