import { Interrupted } from "../common/interrupted.ts";
import { type Batch, type Loader, type Pass, wholeValidation } from "../data/data.ts";
import type { Crops, Executable, Session } from "../engines/engine.ts";
import { movedFeeds, namedFeeds } from "../inputs/image/feeds.ts";
import type { Model } from "../models/model.ts";
import type { Evaluation, Task } from "../tasks/task.ts";
import { evaluateBatches, type ValidationReport } from "./evaluate.ts";
import { evaluationGraph, freshState, isTrained, layerMeansGraph, settingsFeed, trainingGraph } from "./graphs.ts";
import { oneAhead, until } from "./one_ahead.ts";
import { defaultOptimizer } from "./optimizers/index.ts";
import type { Phase, TrainStep } from "./phase.ts";
import { type StepSettings, settingsAt } from "./schedules/index.ts";
import { SmoothLoss, type SmoothState } from "./smooth_loss.ts";

export interface TrainerOptions<Outcome extends Evaluation = Evaluation> {
  /** What is learned. */
  task: Task<unknown, Outcome>;
  session: Session;
  model: Model;
  loader: Pick<Loader, "batches" | "expect">;
  batchSize: number;
  imageSize: number;
  seed: number;
  /** What training batches are, for an engine that augments. */
  crops?: Crops;
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

export interface EpochReport<Outcome extends Evaluation = Evaluation> {
  epoch: number;
  /** fastai's `train_loss`: the debiased exponential average at the epoch's end. */
  trainLoss: number;
  evaluation: Outcome;
  /** Training and validation. */
  seconds: number;
}

/** Where training is within a phase. */
export interface PhasePlace {
  /** From 0: the epoch that is under way or, with no batch trained, comes next. */
  epoch: number;
  /** Batches trained in it. */
  batch: number;
  /** That the epoch has taken so far. */
  seconds: number;
}

/** What training knows beside the tensors of the session: with both, and the same data, it resumes to the same bits. Checkpoints store it as it is. */
export interface TrainerState {
  /** Epochs done, and steps taken, in the whole run: they key the order and the augmentation, and the dropout. */
  passes: number;
  counter: number;
  /** Optimizer steps taken, by the feed of their settings. */
  steps: Record<string, number>;
  /** Names of the optimizer's tensors that the session holds, whatever the optimizer. */
  moments: string[];
  smooth: SmoothState;
  place: PhasePlace;
}

/** What is told while a phase goes on. */
export interface PhaseListener {
  /** `paths` are the images of the batch. */
  onStep?(report: StepReport, paths: string[]): void;
  onValidated?(report: ValidationReport & { epoch: number; smoothLoss: number }): void;
  /** Whether, after so many steps of training in the whole run, it is time to pause. */
  isPauseDue?(steps: number): boolean;
  /** Awaited between two steps when that is so: nothing is under way then, and `state` tells all. */
  onPause?(): Promise<void>;
}

const phaseStart: PhasePlace = { epoch: 0, batch: 0, seconds: 0 };

/** Trains and evaluates one model in one engine session. The session's state holds the weights; the trainer counts steps and passes. */
export class Trainer<Outcome extends Evaluation = Evaluation> {
  readonly #options: TrainerOptions<Outcome>;
  readonly #evaluators = new Map<number, Promise<Executable>>();
  readonly #optimizerState = new Set<string>();
  readonly #optimizerSteps = new Map<string, number>();
  #passes = 0;
  #counter = 0;
  /** Steps whose loss is known. */
  #reported = 0;
  #smooth = new SmoothLoss();
  #place = phaseStart;

  constructor(options: TrainerOptions<Outcome>) {
    this.#options = options;
  }

  /** Clears the state and the steps of the optimizer, as fastai does whenever it freezes or unfreezes. */
  clearOptimizer(): void {
    this.#optimizerState.clear();
    this.#optimizerSteps.clear();
  }

  /** Steps whose loss is known, in the whole run. */
  get stepsTold(): number {
    return this.#reported;
  }

  /** Runs the images of the next batch through the network as the next step of training would; the mean of each layer's output, first to last. */
  async layerMeans(dropout: number): Promise<[layer: string, mean: number][]> {
    const { session, model, loader, batchSize, imageSize, seed, crops } = this.#options;
    const graphOf = (images: number) => layerMeansGraph(model, { batchSize: images, imageSize, dropout, seed });
    const executable = await session.compile(graphOf(batchSize), { atBatch: graphOf, crops });
    const pass: Pass = { split: "train", training: true, epoch: this.#passes, from: this.#place.batch };
    try {
      for await (const batch of loader.batches(pass)) {
        const means = await executable.run(this.#fed(batch, dropout), movedFeeds(batch.feeds));
        return [...model.layers.map(({ name }) => name), "the head"].map(name => [name, means[name][0]]);
      }
      return [];
    } finally {
      await executable.dispose();
    }
  }

  /** Whether every step that was begun has come to its end: only then the state is that of the tensors in the session. */
  get isSettled(): boolean {
    return this.#reported === this.#counter;
  }

  /** What of the state changes when an epoch has ended, before it is told. */
  get epochPlace(): Pick<TrainerState, "passes" | "place"> {
    return { passes: this.#passes, place: this.#place };
  }

  state(): TrainerState {
    return {
      passes: this.#passes,
      counter: this.#counter,
      steps: Object.fromEntries(this.#optimizerSteps),
      moments: [...this.#optimizerState],
      smooth: this.#smooth.state(),
      place: this.#place,
    };
  }

  /** Takes up a state; the session is to hold the tensors that belong to it. */
  restore({ passes, counter, steps, moments, smooth, place }: TrainerState): void {
    this.clearOptimizer();
    for (const name of moments) this.#optimizerState.add(name);
    for (const [name, count] of Object.entries(steps)) this.#optimizerSteps.set(name, count);
    [this.#passes, this.#counter, this.#reported, this.#place] = [passes, counter, counter, place];
    this.#smooth = new SmoothLoss(smooth);
  }

  /**
   * Some epochs with one schedule, each followed by validation; if `resumed`, from where the restored state says. Each step is begun before
   * the loss of the one before is there. Throws `Interrupted` if the signal was raised.
   */
  async *train(
    phase: Phase,
    { weightDecay, dropout, optimizer = defaultOptimizer }: Pick<TrainStep, "weightDecay" | "dropout" | "optimizer">,
    listener: PhaseListener = {},
    resumed = false,
  ): AsyncGenerator<EpochReport<Outcome>> {
    const { session, model, batchSize, imageSize, seed, crops, task } = this.#options;
    if (!resumed) [this.#place, this.#smooth] = [phaseStart, new SmoothLoss()];
    // Another optimizer has a state of its own, and begins anew.
    if ([...this.#optimizerState].some(name => !name.startsWith(`${optimizer}/`))) this.clearOptimizer();
    const fresh = freshState(model, phase.trainedFrom, this.#optimizerState, optimizer);
    for (const name of Object.keys(fresh)) this.#optimizerState.add(name);
    await session.write(fresh);
    const graphOf = (images: number) =>
      trainingGraph(model, { task, batchSize: images, imageSize, trainedFrom: phase.trainedFrom, dropout, seed, weightDecay, optimizer });
    const executable = await session.compile(graphOf(batchSize), { atBatch: graphOf, crops });
    try {
      while (this.#place.epoch < phase.epochs) {
        const { epoch, seconds: before } = this.#place;
        const started = performance.now();
        const seconds = () => before + (performance.now() - started) / 1000;
        await this.#trainEpoch(phase, executable, dropout, listener, seconds);
        const smooth = this.#smooth;
        const evaluation = await this.evaluate(report => listener.onValidated?.({ ...report, epoch, smoothLoss: smooth.value }));
        const taken = seconds();
        this.#place = { epoch: epoch + 1, batch: 0, seconds: 0 };
        this.#passes++;
        yield { epoch, trainLoss: smooth.value, evaluation, seconds: taken };
      }
    } finally {
      await executable.dispose();
    }
  }

  /** What is left of the training pass of the epoch that is under way. */
  async #trainEpoch(
    phase: Phase,
    executable: Executable,
    dropout: number,
    { onStep, isPauseDue, onPause }: PhaseListener,
    seconds: () => number,
  ): Promise<void> {
    const { loader } = this.#options;
    const { epoch } = this.#place;
    const [from, batches, total] = [this.#place.batch, phase.stepsPerEpoch, phase.epochs * phase.stepsPerEpoch];
    if (from === batches) return;
    const step = async (data: Batch, batch: number) => {
      const settings = settingsAt(phase, epoch * batches + batch - 1, total);
      const feeds = { ...this.#fed(data, dropout), ...data.targets, ...this.#optimizerFeeds(phase, settings) };
      this.#counter++;
      if (batch === batches) loader.expect(wholeValidation);
      const [loss] = (await executable.run(feeds, movedFeeds(data.feeds))).loss;
      return { ...settings, epoch, batch, batches, loss };
    };
    let batch = from;
    const isDue = () => isPauseDue?.(this.#counter) === true;
    const pass = this.#batches({ split: "train", training: true, epoch: this.#passes, from });
    try {
      while (batch < batches) {
        const begun = batch;
        for await (const [data, report] of oneAhead(
          until(pass, () => batch > begun && isDue()),
          data => step(data, ++batch),
        )) {
          this.#place = { epoch, batch: report.batch, seconds: seconds() };
          this.#reported++;
          const paths = data.samples.map(({ path }) => path);
          const smoothLoss = this.#smooth.add(report.loss);
          onStep?.({ ...report, smoothLoss }, paths);
        }
        this.#stopIfAsked();
        // The data may have no more to give than this.
        if (batch === begun) break;
        if (batch < batches) await onPause?.();
      }
    } finally {
      await pass.return(undefined);
    }
  }

  /** Runs the validation split through the model as it is now. */
  async evaluate(onBatch?: (report: ValidationReport) => void): Promise<Outcome> {
    // The last batches are still taken to their end where the run is to stop.
    const evaluation = await evaluateBatches(this.#options, this.#batches(wholeValidation), size => this.#evaluator(size), onBatch);
    this.#stopIfAsked();
    return evaluation;
  }

  /** Ends early where the run is to stop: what is under way is then still taken to its end. */
  async *#batches(pass: Pass): AsyncGenerator<Batch> {
    for await (const batch of this.#options.loader.batches(pass)) {
      if (this.#options.signal?.aborted) return;
      yield batch;
    }
  }

  #stopIfAsked(): void {
    if (this.#options.signal?.aborted) throw new Interrupted();
  }

  /** Batches of one size share a graph; only the last may be shorter. */
  #evaluator(batchSize: number): Promise<Executable> {
    const { session, model, imageSize, task } = this.#options;
    const known = this.#evaluators.get(batchSize) ?? session.compile(evaluationGraph(model, { task, batchSize, imageSize }));
    this.#evaluators.set(batchSize, known);
    return known;
  }

  /** What the network is fed of a batch of training, in the next step. */
  #fed({ feeds }: Batch, dropout: number): Record<string, Float32Array> {
    return { ...namedFeeds(feeds), ...(dropout > 0 ? { counter: Float32Array.of(this.#counter) } : {}) };
  }

  /** The optimizer's feeds for the next step, which is counted. */
  #optimizerFeeds(phase: Phase, { learningRates, momentum }: StepSettings): Record<string, Float32Array> {
    const feeds: Record<string, Float32Array> = {};
    for (const p of this.#options.model.parameters) {
      const name = settingsFeed(p);
      if (!isTrained(p, phase.trainedFrom) || name in feeds) continue;
      const step = (this.#optimizerSteps.get(name) ?? 0) + 1;
      this.#optimizerSteps.set(name, step);
      feeds[name] = Float32Array.of(learningRates[p.group], momentum, step);
    }
    return feeds;
  }
}
