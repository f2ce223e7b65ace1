import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunEvent } from "../../src/events/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planOf } from "../run/plans.ts";

export interface FakeRunFolder {
  folder: string;
  tell(...events: object[]): void;
}

/** A run folder as a run leaves it when it has begun; `tell` appends what the run would. */
export function beginRun(root: string, name: string, changes: Partial<Plan> = {}, started = "2026-11-25T10:00:00.000Z"): FakeRunFolder {
  const folder = join(root, "runs", name);
  mkdirSync(folder, { recursive: true });
  const plan = planOf({ file: join(root, "pets.exp"), ...changes });
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan, null, 2));
  writeFileSync(join(folder, "environment.json"), JSON.stringify({ started, exp: "0.1.0", engine: plan.engine }));
  const tell = (...events: object[]) =>
    appendFileSync(join(folder, "metrics.jsonl"), events.map(event => `${JSON.stringify(event)}\n`).join(""));
  tell({ event: "started", folder });
  return { folder, tell };
}

export const phase: RunEvent = { event: "phase", step: 0, phase: 0, name: "whole", epochs: 2, stepsPerEpoch: 2 };

/** A batch of training, the `at`-th of the run from 0. */
export const batch = (at: number, loss = 1 / (at + 1)): RunEvent => ({
  ...{ event: "batch", step: 0, phase: 0, epoch: Math.floor(at / 2), batch: (at % 2) + 1, batches: 2, training: true },
  ...{ loss, smoothLoss: loss, learningRates: [1e-3, 1e-3, 1e-3], momentum: 0.9 },
});

export const epoch = (number: number, errorRate: number): RunEvent => ({
  ...{ event: "epoch", step: 0, phase: 0, phaseName: "whole", epoch: number, trainLoss: 0.5, validLoss: 0.25 },
  ...{ metrics: { error_rate: errorRate }, seconds: 2 },
});

export const evaluated = (errorRate: number): RunEvent => ({
  ...{ event: "evaluated", step: 0, loss: 0.25, metrics: { error_rate: errorRate }, worst: [] },
  confusion: [
    [1, 0],
    [1, 0],
  ],
});

export const finished = (folder: string, seconds = 12): RunEvent => ({
  ...{ event: "finished", seconds, loader: null, report: join(folder, "report.html") },
});
