import { Checkpoints } from "../checkpoint/checkpoints.ts";
import { planHash } from "../checkpoint/restore.ts";
import type { CheckpointState } from "../checkpoint/state.ts";
import { WeightSaver } from "../checkpoint/weight_saver.ts";
import { CheckpointWriter } from "../checkpoint/writer.ts";
import { Failure } from "../common/failure.ts";
import type { Loader, LoaderOptions, LoaderReport } from "../data/data.ts";
import { openLoader } from "../data/loader.ts";
import type { Session } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import { imagenet } from "../inputs/image/pixels/imagenet.ts";
import { decodedSide } from "../inputs/image/prepare.ts";
import type { Model, Weights } from "../models/model.ts";
import { loadWeights } from "../models/weights/index.ts";
import { metadataOf } from "../models/weights/recorded.ts";
import { modelOf } from "../plan/model_plan.ts";
import type { EnginePlan } from "../plan/plan.ts";
import { taskOf } from "../tasks/index.ts";
import { Trainer } from "../train/trainer.ts";
import { BrokenFiles } from "./broken_files.ts";
import { firstPass } from "./first_pass.ts";
import type { RunSession } from "./session.ts";

type Opened = Pick<RunResources, "model" | "session" | "loader" | "loaderOptions">;

/** What a session of a run holds while it runs: the engine with the model in it, the loader, and what saves weights and checkpoints. */
export class RunResources {
  readonly model: Model;
  readonly session: Session;
  readonly loader: Loader;
  readonly loaderOptions: LoaderOptions;
  readonly trainer: Trainer;
  readonly checkpoints: Checkpoints;
  readonly broken: BrokenFiles;
  readonly #run: RunSession;
  readonly #saver: WeightSaver;
  readonly #writer: CheckpointWriter;
  /** Of earlier sessions, in seconds. */
  readonly #before: Pick<CheckpointState, "waitedSeconds" | "totalSeconds">;

  /** Opens engine and loader, and gives the model its weights. Whatever is open is closed again if it throws. */
  static async open(run: RunSession): Promise<RunResources> {
    const { plan, restored } = run;
    const task = taskOf(plan);
    const model = modelOf(plan);
    const session = await openEngine(plan.engine);
    let loader: Loader | null = null;
    try {
      if (plan.engine.isGpu && !session.isGpu) throw withoutGpu(session);
      const loaderOptions = { ...plan.data, seed: plan.seed, resampler: session.resampler, crops: session.augments };
      loader = openLoader(plan.data, loaderOptions, task.targetsOf);
      loader.know(restored?.state.broken ?? []);
      // The first images are decoded while the weights are read or drawn.
      const pass = firstPass(plan.steps[restored?.state.step ?? 0], restored);
      if (pass) loader.expect(pass);
      await session.write(restored?.tensors ?? (await startingWeights(run, model)));
      // The engine has them now, and the run may take days.
      if (restored) restored.tensors = {};
      return new RunResources(run, { model, session, loader, loaderOptions });
    } catch (error) {
      await Promise.all([session.close(), loader?.close()]);
      throw error;
    }
  }

  private constructor(run: RunSession, { model, session, loader, loaderOptions }: Opened) {
    const { plan, folder, log, clock, signal } = run;
    const state = run.restored?.state ?? null;
    this.#run = run;
    this.#before = state ?? { waitedSeconds: 0, totalSeconds: 0 };
    this.model = model;
    this.session = session;
    this.loader = loader;
    this.loaderOptions = loaderOptions;
    this.broken = new BrokenFiles(loader, log, state?.told ?? []);
    this.#saver = new WeightSaver(plan, model, session, folder, state?.changed ?? false);
    log.listen(event => this.#saver.add(event));

    const { batchSize, imageSize } = plan.data;
    const crops = session.augments ? { feed: "images", side: decodedSide(loaderOptions), ...imagenet } : undefined;
    this.trainer = new Trainer({ task: taskOf(plan), crops, session, model, loader, batchSize, imageSize, seed: plan.seed, signal });
    if (state) this.trainer.restore(state.trainer);

    const writer = new CheckpointWriter(folder, model, metadataOf(plan, taskOf(plan).headMetadata(plan.data)), message =>
      log.warn(message),
    );
    this.#writer = writer;
    const files = () => ({ ...log.offsets(), changed: this.#saver.changed, told: this.broken.reported });
    const rest = () => {
      const { waitedSeconds, totalSeconds, broken } = this.loaderReport();
      return { seconds: clock.seconds, waitedSeconds, totalSeconds, broken };
    };
    const parts = { writer, session, model, trainer: this.trainer, plan: planHash(folder), files, rest, now: clock.now };
    this.checkpoints = new Checkpoints(parts, state);
  }

  /** The report of the loader, with the times of all sessions. */
  loaderReport(): LoaderReport {
    const report = this.loader.report();
    const { waitedSeconds, totalSeconds } = this.#before;
    return { ...report, waitedSeconds: waitedSeconds + report.waitedSeconds, totalSeconds: totalSeconds + report.totalSeconds };
  }

  /** Saves the weights if they have changed. */
  async saveWeights(): Promise<void> {
    const { plan, folder, log } = this.#run;
    for (const event of await this.#saver.save(() => this.checkpoints.lastGood(folder, plan))) log.add(event);
  }

  /** Takes a checkpoint if the run stopped between two steps of training, and waits until it is written. */
  async checkpointAtLast(): Promise<void> {
    if (this.trainer.isSettled && this.checkpoints.isWorthTaking) await this.checkpoints.take();
    await this.#writer.idle();
  }

  /** Waits until no checkpoint is being written. */
  async idle(): Promise<void> {
    await this.#writer.idle();
  }

  /** Removes what only a resume needs. */
  removeCheckpoints(): void {
    this.#writer.removeAll();
  }

  async close(): Promise<void> {
    await Promise.all([this.session.close(), this.loader.close(), this.#writer.close()]);
  }
}

const openEngine = ({ name, threads, exact, devices, precision, normPerDevice }: EnginePlan): Promise<Session> =>
  engines[name].open({ threads: threads ?? undefined, exact, devices, precision: precision ?? undefined, normPerDevice });

async function startingWeights({ plan, log, signal, onDownload }: RunSession, model: Model): Promise<Weights> {
  const loading = { signal, onProgress: onDownload, compareHead: taskOf(plan).compareHead(plan.data), seen: plan.data };
  const { weights, notes } = await loadWeights(plan.model.weights, model, plan.seed, loading);
  for (const message of notes) log.warn(message);
  return weights;
}

/** TensorFlow takes the CPU where it cannot reach the GPU; the plan promised another speed. */
const withoutGpu = ({ engine, device }: Session) =>
  new Failure(
    "machine",
    `${engine} runs on ${device} here, although it was set up for a GPU`,
    `see that the GPU's driver works and run \`exp setup ${engine}\` again, or take another engine: \`--engine cpu\``,
  );
