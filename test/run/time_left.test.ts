import { describe, expect, test } from "vitest";
import { leftText, TimeLeft } from "../../src/cli/display/time_left.ts";
import type { BatchEvent } from "../../src/events/batch.ts";
import type { RunEvent } from "../../src/events/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planOf } from "./plans.ts";

const fit = planOf().steps[0] as Extract<Plan["steps"][number], { phases: unknown }>;
const phase = fit.phases[0];
const base = planOf();

/** Two phases of 3 epochs of 10 steps and 2 batches of validation, the second of twice the work; then a picture and an evaluation. */
const plan = planOf({
  data: { ...base.data, batchSize: 2, valid: Array.from({ length: 4 }, () => base.data.valid[0]) },
  steps: [
    {
      ...fit,
      kind: "fine_tune",
      phases: [
        { ...phase, name: "head", epochs: 3, stepsPerEpoch: 10, flopsPerStep: 10 },
        { ...phase, name: "whole", epochs: 3, stepsPerEpoch: 10, flopsPerStep: 20 },
      ],
    },
    { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "filters" }], channels: null, frames: null },
    { kind: "evaluate", metrics: [] },
  ],
  estimate: {
    ...base.estimate,
    // Training 30 batches of 1 s and 30 of 2 s, validation 12 batches of 0.5 s.
    speed: { training: 10, evaluation: 10, startSeconds: 0, measured: false },
    stepSeconds: [96, 5, 1],
    seconds: 102,
  },
});

function running(given = plan) {
  let clock = 0;
  const left = new TimeLeft(given, () => clock);
  const take = (event: RunEvent, seconds = 0) => {
    clock += seconds;
    left.add(event);
    return left.texts();
  };
  const batch = (changes: Partial<BatchEvent>, seconds: number) =>
    take(
      {
        ...{ event: "batch", step: 0, phase: 0, epoch: 0, batch: 1, batches: 10, training: true },
        ...{ loss: 1, smoothLoss: 1, learningRates: [], momentum: 0 },
        ...changes,
      } as BatchEvent,
      seconds,
    );
  const epoch = (phase: number, epoch: number) =>
    take({ event: "epoch", step: 0, phase, phaseName: "", epoch, trainLoss: 1, validLoss: 1, metrics: {}, seconds: 1 });
  return { left, take, batch, epoch };
}

describe("the time left of the whole run", () => {
  test("before anything is measured it is the estimate of the plan, and says so", () => {
    const { left, batch } = running();
    expect(left.texts()).toEqual(["about 2 min left, not measured yet", "about 2 min left"]);
    // The first batch waits for the engine and for images.
    expect(batch({}, 30)[0]).toContain("not measured yet");
  });

  test("after some batches it is what they took, over all steps that are left", () => {
    const { batch } = running();
    batch({}, 30);
    batch({ batch: 2 }, 2);
    batch({ batch: 3 }, 2);
    // 26 + 2 * 30 batches of training by 2 s, validation and the other steps twice their 12 s.
    expect(batch({ batch: 4 }, 2)).toEqual([`${leftText(26 * 2 + 60 * 2 + 24)} left`]);
  });

  test("validation has a pace of its own, and what is done counts no more", () => {
    const { batch, epoch } = running();
    for (const batchNumber of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) batch({ batch: batchNumber }, 1);
    for (const e of [0, 1, 2]) {
      for (const b of [1, 2]) batch({ epoch: e, batch: b, batches: 2, training: false }, 1);
      epoch(0, e);
    }
    // 30 batches of 2 s, 6 of validation that take 1 s instead of 0.5, then 6 s for the rest.
    expect(batch({ phase: 1, batch: 1 }, 1)).toEqual([`${leftText(29 * 2 + 6 + 6)} left`]);
  });

  test("a run that is resumed counts from where it is", () => {
    const { batch } = running();
    for (const b of [5, 6, 7, 8]) batch({ phase: 1, epoch: 2, batch: b }, 2);
    expect(batch({ phase: 1, epoch: 2, batch: 9 }, 2)).toEqual(["9 s left"]);
  });

  test("a step without training has its own pace as soon as it shows one", () => {
    const { take } = running();
    take({ event: "step", step: 1, is: "begun", seconds: 0 });
    take({ event: "progress", step: 1, what: "deconv", done: 0, of: 10 });
    // 9 of 10 parts of 4 s each, and 1 s of the step after it.
    expect(take({ event: "progress", step: 1, what: "deconv", done: 1, of: 10 }, 4)).toEqual(["37 s left"]);
    // It counts on under another name: 10 s for 2 of 10.
    expect(take({ event: "progress", step: 1, what: "patches", done: 2, of: 10 }, 6)).toEqual(["41 s left"]);
    take({ event: "progress", step: 1, what: "patches", done: 10, of: 10 }, 20);
    // Another part begins.
    expect(take({ event: "progress", step: 1, what: "maximize", done: 1, of: 4 }, 3)).toEqual(["10 s left"]);
  });

  test("a plan of an older exp, which does not say its speed, does too", () => {
    const { speed: _, ...estimate } = plan.estimate;
    const { batch, left } = running({ ...plan, estimate: { ...estimate, flops: 1020 } });
    expect(left.texts()[1]).toBe("about 1 min 42 s left");
    for (const b of [1, 2, 3]) batch({ batch: b }, 1);
    expect(batch({ batch: 4 }, 1)).toEqual([`${leftText(26 + 60 + 6 + 6)} left`]);
  });
});

test.each([
  [8.4, "8 s"],
  [203, "3 min 20 s"],
  [599, "10 min"],
  [1510, "25 min"],
  [7512, "2 h 5 min"],
  [-1, "0 s"],
])("%d s left: %s", (seconds, text) => {
  expect(leftText(seconds)).toBe(text);
});
