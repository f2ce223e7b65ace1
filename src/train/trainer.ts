import { Interrupted } from "../common/interrupted.ts";
import { type Batch, type Loader, type Pass, wholeValidation } from "../data/data.ts";
import type { Executable, Session, Squares } from "../engines/engine.ts";
import type { Predictions } from "../metrics/metric.ts";
import type { Model } from "../models/model.ts";
import type { Phase, TrainStep } from "../plan/plan.ts";
import { evaluationGraph, freshMoments, hyperOf, isTrained, trainingGraph } from "./graphs.ts";
import { oneAhead } from "./one_ahead.ts";
import { type StepSettings, settingsAt } from "./schedule.ts";
import { SmoothLoss } from "./smooth_loss.ts";

export interface TrainerOptions {
  session: Session;
  model: Model;
  loader: Pick<Loader, "batches" | "expect">;
  batchSize: number;
  imageSize: number;
  seed: number;
  /** What training batches are, for an engine that augments. */
  squares?: Squares;
  signal?: AbortSignal;
}

/** What is told of each step of training. */
export interface StepReport extends StepSettings {
  /** From 0 within the phase. */
  epoch: number;
  /** From 1 within the epoch. */
  batch: number;
  batches: number;
  loss: number;
  smoothLoss: number;
}

/** What is told of each batch of validation. */
export interface ValidationReport {
  /** From 1. */
  batch: number;
  /** Mean cross entropy of the batch, nats. */
  loss: number;
}

export interface EpochReport {
  epoch: number;
  /** fastai's `train_loss`: the debiased exponential average at the epoch's end. */
  trainLoss: number;
  evaluation: Evaluation;
  /** Training and validation. */
  seconds: number;
}

/** What the model said of every image of the validation split, in order. */
export interface Evaluation extends Predictions {
  /** Mean cross entropy, nats. */
  loss: number;
  losses: Float32Array;
  paths: string[];
}

/** Trains and evaluates one model in one engine session. The session's state holds the weights; the trainer counts steps and passes. */
export class Trainer {
  private readonly options: TrainerOptions;
  private readonly evaluators = new Map<number, Promise<Executable>>();
  private readonly moments = new Set<string>();
  /** Optimiser steps taken, by the feed that tells them. */
  private readonly steps = new Map<string, number>();
  private passes = 0;
  private counter = 0;

  constructor(options: TrainerOptions) {
    this.options = options;
  }

  /** Forgets moments and steps, as fastai does whenever it freezes or unfreezes. */
  clearOptimiser(): void {
    this.moments.clear();
    this.steps.clear();
  }

  /** Some epochs with one schedule, each followed by validation. Throws `Interrupted` where the signal was raised. */
  async *train(
    phase: Phase,
    { weightDecay, dropout }: Pick<TrainStep, "weightDecay" | "dropout">,
    onStep?: (report: StepReport) => void,
    onValidated?: (report: ValidationReport & { epoch: number; smoothLoss: number }) => void,
  ): AsyncGenerator<EpochReport> {
    const { session, model, loader, batchSize, imageSize, seed, squares } = this.options;
    const moments = freshMoments(model, phase.trainedFrom, this.moments);
    for (const name of Object.keys(moments)) this.moments.add(name);
    await session.write(moments);
    const graphOf = (images: number) =>
      trainingGraph(model, { batchSize: images, imageSize, trainedFrom: phase.trainedFrom, dropout, seed, weightDecay });
    const executable = await session.compile(graphOf(batchSize), { atBatch: graphOf, squares });
    const smooth = new SmoothLoss();
    const total = phase.epochs * phase.stepsPerEpoch;
    try {
      for (let epoch = 0; epoch < phase.epochs; epoch++) {
        const started = performance.now();
        let batch = 0;
        const step = async (data: Batch) => {
          const settings = settingsAt(phase, epoch * phase.stepsPerEpoch + batch, total);
          const feeds: Record<string, Float32Array> = {
            images: data.images,
            labels: data.labels,
            ...data.augmentations,
            ...this.hyper(phase, settings),
          };
          if (dropout > 0) feeds.counter = Float32Array.of(this.counter);
          this.counter++;
          batch++;
          if (batch === phase.stepsPerEpoch) loader.expect(wholeValidation);
          const place = { ...settings, epoch, batch, batches: phase.stepsPerEpoch };
          const [loss] = (await executable.run(feeds, ["images"])).loss;
          return { ...place, loss };
        };
        for await (const [, done] of oneAhead(this.batches({ split: "train", training: true, epoch: this.passes++ }), step))
          onStep?.({ ...done, smoothLoss: smooth.add(done.loss) });
        this.stopIfAsked();
        const evaluation = await this.evaluate(report => onValidated?.({ ...report, epoch, smoothLoss: smooth.value }));
        yield { epoch, trainLoss: smooth.value, evaluation, seconds: (performance.now() - started) / 1000 };
      }
    } finally {
      await executable.dispose();
    }
  }

  /** Runs the validation split through the model as it is now. */
  async evaluate(onBatch?: (report: ValidationReport) => void): Promise<Evaluation> {
    const { classes } = this.options.model;
    const parts: { losses: Float32Array; probabilities: Float32Array; labels: Float32Array; paths: string[] }[] = [];
    const run = async ({ images, labels, size }: Batch) => (await this.evaluator(size)).run({ images, labels }, ["images"]);
    for await (const [{ labels, samples }, { losses, probabilities }] of oneAhead(this.batches(wholeValidation), run)) {
      parts.push({ losses, probabilities, labels, paths: samples.map(sample => sample.path) });
      onBatch?.({ batch: parts.length, loss: mean(losses) });
    }
    this.stopIfAsked();
    const losses = join(parts.map(part => part.losses));
    return {
      classes,
      losses,
      loss: mean(losses),
      probabilities: join(parts.map(part => part.probabilities)),
      labels: join(parts.map(part => part.labels)),
      paths: parts.flatMap(part => part.paths),
    };
  }

  /** Ends early where the run is to stop: what is under way is then still taken to its end. */
  private async *batches(pass: Pass): AsyncGenerator<Batch> {
    for await (const batch of this.options.loader.batches(pass)) {
      if (this.options.signal?.aborted) return;
      yield batch;
    }
  }

  private stopIfAsked(): void {
    if (this.options.signal?.aborted) throw new Interrupted();
  }

  /** Batches of one size share a graph; only the last may be shorter. */
  private evaluator(batchSize: number): Promise<Executable> {
    const { session, model, imageSize } = this.options;
    const known = this.evaluators.get(batchSize) ?? session.compile(evaluationGraph(model, { batchSize, imageSize }));
    this.evaluators.set(batchSize, known);
    return known;
  }

  /** The optimiser's feeds for the next step, which is counted. */
  private hyper(phase: Phase, { learningRates, momentum }: StepSettings): Record<string, Float32Array> {
    const feeds: Record<string, Float32Array> = {};
    for (const p of this.options.model.parameters) {
      const name = hyperOf(p);
      if (!isTrained(p, phase.trainedFrom) || name in feeds) continue;
      const step = (this.steps.get(name) ?? 0) + 1;
      this.steps.set(name, step);
      feeds[name] = Float32Array.of(learningRates[p.group], momentum, step);
    }
    return feeds;
  }
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function join(parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
