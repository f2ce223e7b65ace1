import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Batch, Pass } from "../../src/data/data.ts";
import type { Session } from "../../src/engines/engine.ts";
import { createModel } from "../../src/models/index.ts";
import { type ClassEvaluation, classification } from "../../src/tasks/classification/index.ts";
import type { Phase } from "../../src/train/phase.ts";
import { type EpochReport, type StepReport, Trainer } from "../../src/train/trainer.ts";
import reference from "../fixtures/reference.json" with { type: "json" };
import { hardwareEngines } from "../support/engines.ts";
import { fill, images, labels } from "../support/reference.ts";

type Run = (typeof reference.fine_tune)[number];

/** fastai's two phases, as the plan gives them. */
function phases(run: Run): Phase[] {
  const stepsPerEpoch = run.n_train / run.batch;
  const phase = (name: string, epochs: number, trainedFrom: number, learningRates: number[], warmup: number, div: number): Phase => ({
    name,
    epochs,
    stepsPerEpoch,
    trainedFrom,
    learningRates,
    parameters: { trained: 0, frozen: 0 },
    schedule: { kind: "one-cycle", warmup, div, divFinal: 1e5, momentum: [0.95, 0.85, 0.95] },
    flopsPerStep: 0,
  });
  const rate = run.base_lr;
  return [
    phase("head", run.freeze_epochs, 2, [rate / 10, rate / 10, rate], 0.99, 25),
    phase("whole model", run.epochs, 0, [rate / 200, rate / 20, rate / 2], 0.3, 5),
  ];
}

/** The reference's images in its order: no shuffling, no augmentation. */
function fixedLoader(run: Run) {
  const split = (seed: number, n: number) => ({ pixels: images(seed, n, run.size), classes: labels(n, run.classes), n });
  const splits = { train: split(201, run.n_train), valid: split(202, run.n_valid) };
  const perImage = run.size * run.size * 3;
  return {
    expect() {},
    async *batches(pass: Pass): AsyncGenerator<Batch> {
      const { pixels, classes, n } = splits[pass.split];
      for (let from = 0; from < n; from += run.batch) {
        const samples = Array.from({ length: run.batch }, (_, i) => ({ id: from + i, path: `${from + i}`, label: classes[from + i] }));
        yield {
          feeds: { format: "normalized", images: pixels.slice(from * perImage, (from + run.batch) * perImage) },
          targets: { labels: classes.slice(from, from + run.batch) },
          size: run.batch,
          samples,
        };
      }
    },
  };
}

/** A lead of one chance over another that the rounding of some steps can undo. */
const tie = 0.01;

const cases = (await hardwareEngines()).flatMap(engine => reference.fine_tune.map(run => ({ engine, run, ...run, on: engine.name })));

describe.each(cases)("fastai's fine_tune of $arch, $epochs epochs, on $on", ({ engine, run }) => {
  let session: Session;
  const steps: StepReport[] = [];
  const epochs: EpochReport<ClassEvaluation>[] = [];

  beforeAll(async () => {
    session = await engine.open();
    const model = createModel(run.arch, { outputs: run.classes });
    await session.write(fill(model));
    const options = { task: classification, session, model, loader: fixedLoader(run), batchSize: run.batch, imageSize: run.size, seed: 0 };
    const trainer = new Trainer(options);
    for (const phase of phases(run)) {
      trainer.clearOptimizer();
      for await (const epoch of trainer.train(phase, { weightDecay: run.wd, dropout: 0 }, { onStep: step => steps.push(step) }))
        epochs.push(epoch);
    }
  }, 180_000);
  afterAll(() => session.close());

  const firstEpoch = run.n_train / run.batch;

  it("has every step's loss: 1e-4 relative in the first epoch, 0.03 absolute after", () => {
    expect(steps).toHaveLength(run.steps.length);
    for (const [i, { loss }] of run.steps.entries()) {
      const difference = Math.abs(steps[i].loss - loss);
      expect(i < firstEpoch ? difference / loss : difference, `step ${i}: ${steps[i].loss} against ${loss}`).toBeLessThan(
        i < firstEpoch ? 1e-4 : 0.03,
      );
    }
  });

  it("has its learning rates and momenta within 1e-9", () => {
    for (const [i, { lr, mom }] of run.steps.entries()) {
      for (const [group, rate] of lr.entries()) expect(Math.abs(steps[i].learningRates[group] - rate)).toBeLessThan(1e-9);
      expect(Math.abs(steps[i].momentum - mom[0])).toBeLessThan(1e-9);
    }
  });

  it("has its epoch table: valid_loss within 1 %, error_rate equal but for images that rounding decides", () => {
    expect(epochs).toHaveLength(run.table.length);
    for (const [i, [, trainLoss, validLoss, errorRate]] of run.table.entries()) {
      const { evaluation } = epochs[i];
      if (i === 0) expect(Math.abs(epochs[i].trainLoss / trainLoss - 1)).toBeLessThan(1e-4);
      expect(Math.abs(evaluation.loss / validLoss - 1), `valid_loss ${evaluation.loss} against ${validLoss}`).toBeLessThan(0.01);
      // By how much the chance of the label is greater than that of any other.
      const leads = Array.from(evaluation.labels, (label, row) => {
        const chances = [...evaluation.probabilities.subarray(row * run.classes, (row + 1) * run.classes)];
        return chances[label] - Math.max(...chances.toSpliced(label, 1));
      });
      const wrong = leads.filter(lead => lead < 0).length;
      const undecided = leads.filter(lead => Math.abs(lead) < tie).length;
      expect(Math.abs(wrong - errorRate * run.n_valid), `${wrong} wrong, ${undecided} undecided`).toBeLessThanOrEqual(undecided);
    }
  });
});
