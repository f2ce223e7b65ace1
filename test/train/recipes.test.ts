import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { phasesOf, recipes } from "../../src/steps/recipes.ts";
import type { TrainSpec } from "../../src/steps/training/spec.ts";
import { spread } from "../../src/train/recipes/rate.ts";
import { settingsAt } from "../../src/train/schedules/index.ts";
import { trainSpec } from "../support/specs.ts";

const groups = 3;
const outline = (training: TrainSpec) =>
  phasesOf(training).map(({ epochs, frozen, rate, schedule }) => ({
    epochs,
    frozen,
    rates: spread(rate, groups),
    schedule: schedule(0.9),
  }));
const oneCycle = (warmup: number, div: number) => ({ kind: "one-cycle", warmup, div, divFinal: 1e5, momentum: [0.95, 0.85, 0.95] });
const close = (rates: number[]) => rates.map(rate => expect.closeTo(rate, 12));

describe("phases of the training statements, with fastai 2.8's figures", () => {
  test("fine_tune: the head alone at 2e-3, a tenth below it, then all at half of it down to a hundredth", () => {
    expect(outline(trainSpec("fine_tune", { epochs: 4 }))).toEqual([
      { epochs: 1, frozen: true, rates: close([2e-4, 2e-4, 2e-3]), schedule: oneCycle(0.99, 25) },
      { epochs: 4, frozen: false, rates: close([1e-5, 1e-4, 1e-3]), schedule: oneCycle(0.3, 5) },
    ]);
  });

  test("fine_tune freeze 0 epochs trains the whole model at once", () => {
    expect(outline(trainSpec("fine_tune", { freezeEpochs: 0 })).map(({ frozen }) => frozen)).toEqual([false]);
  });

  test("fine_tune rate 1e-4 to 1e-2 sets fastai's base_lr to 1e-2 and its lr_mult to 100", () => {
    const [head, whole] = outline(trainSpec("fine_tune", { learningRate: { from: 1e-4, to: 1e-2 } }));
    expect(head.rates).toEqual(close([1e-3, 1e-3, 1e-2]));
    expect(whole.rates).toEqual(close([5e-5, 5e-4, 5e-3]));
  });

  test("fit keeps one rate and the momentum that there is, and leaves frozen what is frozen", () => {
    expect(outline(trainSpec("fit", { epochs: 3 }))).toEqual([
      { epochs: 3, frozen: null, rates: [1e-3, 1e-3, 1e-3], schedule: { kind: "constant", momentum: 0.9 } },
    ]);
  });

  test("fit_one_cycle rises over the first quarter; a range is spread geometrically", () => {
    expect(outline(trainSpec("fit_one_cycle", { learningRate: { from: 1e-5, to: 1e-3 } }))).toEqual([
      { epochs: 1, frozen: null, rates: close([1e-5, 1e-4, 1e-3]), schedule: oneCycle(0.25, 25) },
    ]);
  });

  test("only fine_tune begins each phase with a new optimizer, as fastai's `freeze` and `unfreeze` do", () => {
    const resets = Object.entries(recipes).map(([name, { resetsOptimizer }]) => [name, resetsOptimizer]);
    expect(Object.fromEntries(resets)).toEqual({ fine_tune: true, fit: false, fit_one_cycle: false });
  });

  test("a model of one group gets the last rate", () => {
    expect(spread({ kind: "geometric", from: 1e-5, to: 1e-3 }, 1)).toEqual([1e-3]);
    expect(spread({ kind: "last", rate: 2e-3 }, 1)).toEqual([2e-3]);
  });
});

interface ReferenceRun {
  arch: string;
  epochs: number;
  freeze_epochs: number;
  base_lr: number;
  n_train: number;
  batch: number;
  steps: { lr: number[]; mom: number[] }[];
}
const { fine_tune: runs } = JSON.parse(readFileSync(new URL("../fixtures/reference.json", import.meta.url), "utf8")) as {
  fine_tune: ReferenceRun[];
};

test.each(runs)("every step of fastai's own fine_tune of $arch has these learning rates and momenta", run => {
  const training = trainSpec("fine_tune", {
    epochs: run.epochs,
    freezeEpochs: run.freeze_epochs,
    learningRate: { from: null, to: run.base_lr },
  });
  const stepsPerEpoch = Math.floor(run.n_train / run.batch);
  const settings = phasesOf(training).flatMap(({ epochs, rate, schedule }) => {
    const phase = { schedule: schedule(0.9), learningRates: spread(rate, groups) };
    const steps = epochs * stepsPerEpoch;
    return Array.from({ length: steps }, (_, step) => settingsAt(phase, step, steps));
  });
  expect(settings).toHaveLength(run.steps.length);
  for (const [i, { learningRates, momentum }] of settings.entries()) {
    for (const [group, rate] of learningRates.entries()) expect(Math.abs(rate - run.steps[i].lr[group])).toBeLessThan(1e-9);
    expect(Math.abs(momentum - run.steps[i].mom[0])).toBeLessThan(1e-9);
  }
});
