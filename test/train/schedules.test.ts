import { describe, expect, it, test } from "vitest";
import type { Phase } from "../../src/train/phase.ts";
import { type Schedule, scheduleText, settingsAt } from "../../src/train/schedules/index.ts";
import { SmoothLoss } from "../../src/train/smooth_loss.ts";
import reference from "../fixtures/reference.json" with { type: "json" };

const phase = (learningRates: number[], warmup: number, div: number): Phase => ({
  name: "",
  epochs: 1,
  stepsPerEpoch: 6,
  trainedFrom: 0,
  parameters: { trained: 0, frozen: 0 },
  learningRates,
  schedule: { kind: "one-cycle", warmup, div, divFinal: 1e5, momentum: [0.95, 0.85, 0.95] },
  flopsPerStep: 0,
});
const head = phase([2e-4, 2e-4, 2e-3], 0.99, 25);
const whole = phase([1e-5, 1e-4, 1e-3], 0.3, 5);

describe.each(reference.fine_tune)("fastai's fine_tune of $arch, $epochs epochs", run => {
  const perEpoch = run.n_train / run.batch;
  it.each(run.steps.map((step, i) => ({ i, ...step })))("step $i has fastai's learning rates and momentum", ({ i, lr, mom }) => {
    const ours = i < perEpoch ? settingsAt(head, i, perEpoch) : settingsAt(whole, i - perEpoch, perEpoch * run.epochs);
    for (const [group, rate] of ours.learningRates.entries()) expect(Math.abs(rate - lr[group])).toBeLessThan(1e-9);
    for (const momentum of mom) expect(Math.abs(ours.momentum - momentum)).toBeLessThan(1e-9);
  });

  test("the smoothed loss is fastai's train_loss", () => {
    const smooth = new SmoothLoss();
    for (const { loss } of run.steps.slice(0, perEpoch)) smooth.add(loss);
    expect(smooth.value).toBeCloseTo(run.table[0][1], 5);
  });
});

const oneCycle: Schedule = { kind: "one-cycle", warmup: 0.3, div: 5, divFinal: 1e5, momentum: [0.95, 0.85, 0.95] };
const constant: Schedule = { kind: "constant", momentum: 0.9 };

test("a constant schedule keeps rates and momentum", () => {
  for (const step of [0, 3, 5])
    expect(settingsAt({ schedule: constant, learningRates: [1e-4, 1e-3] }, step, 6)).toEqual({
      learningRates: [1e-4, 1e-3],
      momentum: 0.9,
    });
});

describe("flat, then half a cosine", () => {
  const at = (flat: number, step: number, steps: number) => {
    const schedule: Schedule = { kind: "flat-cosine", flat, divFinal: 100, momentum: 0.9 };
    return settingsAt({ schedule, learningRates: [2e-3] }, step, steps);
  };
  const closedForm = (position: number) => 2e-5 + ((2e-3 - 2e-5) * (1 + Math.cos(Math.PI * position))) / 2;

  test("as fastai's fit_flat_cos", () => {
    for (const step of [0, 3, 5]) expect(at(0.75, step, 8)).toEqual({ learningRates: [2e-3], momentum: 0.9 });
    expect(at(0.75, 6, 8).learningRates[0]).toBeCloseTo(2e-3, 10);
    expect(at(0.75, 7, 8).learningRates[0]).toBeCloseTo((2e-3 + 2e-5) / 2, 10);
  });

  test("as torch's CosineAnnealingLR without a flat part", () => {
    for (const step of [0, 1, 2, 5, 7]) expect(at(0, step, 8).learningRates[0]).toBeCloseTo(closedForm(step / 8), 9);
  });
});

test.each([
  [oneCycle, "one cycle: 1/5 up to full in 30 %, down to 1/1e5; momentum 0.95 0.85 0.95"],
  [constant, "constant, momentum 0.9"],
  [
    { kind: "flat-cosine", flat: 0.75, divFinal: 1e5, momentum: 0.9 } satisfies Schedule,
    "full for 75 %, half a cosine down to 1/1e5; momentum 0.9",
  ],
])("plans print %o as %s", (schedule, text) => {
  expect(scheduleText(schedule)).toBe(text);
});
