import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { Interrupted } from "../common/interrupted.ts";
import { imagenet, type Loader, type LoaderOptions, type LoaderReport, type Pass, wholeValidation } from "../data/data.ts";
import { openLoader } from "../data/loader.ts";
import { decodedSide } from "../data/prepare.ts";
import type { Session } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import { createModel } from "../models/index.ts";
import { loadWeights } from "../models/weights/index.ts";
import type { Plan, PlanStep } from "../plan/plan.ts";
import { Trainer } from "../train/trainer.ts";
import type { RunEvent } from "./events.ts";
import { createRunFolder } from "./folder.ts";
import { type JournalEntry, openJournal } from "./journal.ts";
import { Keeper } from "./keep.ts";
import { writeReport } from "./report.ts";
import { runStep } from "./steps/index.ts";
import { openTensorboard } from "./tensorboard/index.ts";

export interface RunOptions {
  emit(event: RunEvent): void;
  /** Raised to stop: the batch under way ends, the weights are kept, and `interrupted` is the last event. */
  signal: AbortSignal;
  /** Is told how far the download of published weights has come, bytes. */
  onDownload?(done: number, of: number): void;
  /** Where run folders go; `createRunFolder` says where they go when this is unsaid. */
  root?: string;
  /** A clock, in milliseconds; this machine's where it is unsaid. */
  now?(): number;
}

/**
 * Carries out a plan, step by step, into a new run folder. Resolves to that folder, and whether the whole plan ran. Throws a `Failure`
 * where the data, the weights or the machine fall short; what was trained until then is saved, and told, first.
 */
export async function runPlan(
  plan: Plan,
  { emit, signal, onDownload, root, now = () => performance.now() }: RunOptions,
): Promise<{ folder: string; finished: boolean }> {
  const started = now();
  const folder = await createRunFolder(plan, root);
  const journals = [openJournal(folder), openTensorboard(folder, plan)];
  const record = (entry: JournalEntry) => {
    for (const journal of journals) journal.write(entry);
  };
  const events: RunEvent[] = [];
  const open: Open = {};
  const tell = (event: RunEvent) => {
    events.push(event);
    open.keeper?.notice(event);
    record(event);
    emit(event);
  };
  const keep = async (when: "now" | "when due" = "now"): Promise<void> => {
    const { keeper } = open;
    for (const event of (await (when === "now" ? keeper?.keep() : keeper?.keepWhenDue())) ?? []) tell(event);
  };

  try {
    tell({ event: "started", plan, folder });
    await carryOut({ plan, folder, open, tell, keep, now, signal, onDownload });
    const seconds = (now() - started) / 1000;
    const finished: RunEvent = { event: "finished", seconds, loader: loaderReport(open), report: join(folder, "report.html") };
    await writeReport(folder, plan, [...events, finished]);
    tell(finished);
    return { folder, finished: true };
  } catch (error) {
    // A crashed engine keeps no weights, a full disk nothing more; each is tried for itself.
    const unkept = [
      await keep().catch((reason: Error) => reason),
      events.some(isWorthReporting) && (await writeReport(folder, plan, events).catch((reason: Error) => reason)),
    ].find(reason => reason instanceof Error);
    // The error that ended the run matters more than what could not be kept then.
    const failure = error instanceof Interrupted ? unkept : (error as Error);
    if (failure) {
      record({ event: "failed", message: failure.message, fix: (failure as Failure).fix ?? null });
      throw failure;
    }
    tell({ event: "interrupted", kept: keptFiles(folder, events) });
    return { folder, finished: false };
  } finally {
    await Promise.all([open.session?.close(), open.loader?.close()]);
    for (const journal of journals) journal.close();
  }
}

/** What is open, as far as the run has come. */
interface Open {
  session?: Session;
  loader?: Loader;
  keeper?: Keeper;
}

interface Work {
  plan: Plan;
  folder: string;
  open: Open;
  tell(event: RunEvent): void;
  keep(when?: "now" | "when due"): Promise<void>;
  now(): number;
  signal: AbortSignal;
  onDownload: RunOptions["onDownload"];
}

async function carryOut({ plan, folder, open, tell, keep, now, signal, onDownload }: Work): Promise<void> {
  if (plan.data.broken.length > 0) tell({ event: "broken", files: plan.data.broken });
  if (plan.model.weights.kind === "bundled") tell({ event: "warning", message: plan.model.weights.warning });
  const model = createModel(plan.model.name, { classes: plan.model.classes });

  const { name, threads, exact, devices, precision, normPerDevice } = plan.engine;
  const session = await engines[name].open({
    threads: threads ?? undefined,
    exact,
    devices,
    precision: precision ?? undefined,
    normPerDevice,
  });
  open.session = session;
  if (plan.engine.isGpu && !session.isGpu) throw withoutGpu(session);

  const { batchSize, imageSize } = plan.data;
  const loaderOptions: LoaderOptions = { ...plan.data, seed: plan.seed, resampler: session.resampler, squares: session.augments };
  const loader = openLoader(plan.data, loaderOptions);
  open.loader = loader;
  // The first images are decoded while the weights are read or drawn.
  const pass = firstPass(plan.steps[0]);
  if (pass) loader.expect(pass);
  const loading = { signal, onProgress: onDownload, classes: plan.data.classes };
  const { weights, notes } = await loadWeights(plan.model.weights, model, plan.seed, loading);
  for (const message of notes) tell({ event: "warning", message });
  await session.write(weights);
  open.keeper = new Keeper(plan, model, session, folder, now);

  const squares = session.augments ? { side: decodedSide(loaderOptions), ...imagenet } : undefined;
  const trainer = new Trainer({ squares, session, model, loader, batchSize, imageSize, seed: plan.seed, signal });
  const context = { plan, folder, model, session, loader, loaderOptions, trainer, emit: tell, keepWhenDue: () => keep("when due"), signal };
  const known = new Set<string>();
  for (const [index, step] of plan.steps.entries()) {
    if (signal.aborted) throw new Interrupted();
    try {
      await runStep(context, step, index);
    } finally {
      const files = loader.report().broken.filter(({ path }) => !known.has(path));
      for (const { path } of files) known.add(path);
      if (files.length > 0) tell({ event: "broken", files });
    }
    // A later step that fails takes nothing along.
    await keep();
  }
}

/** The pass over the data that a step begins with; none where it has images of its own, or there is no step. */
const firstPass = (step?: PlanStep): Pass | null => {
  if (!step || step.kind === "predict") return null;
  return "phases" in step ? { split: "train", training: true, epoch: 0 } : wholeValidation;
};

/** TensorFlow takes the CPU where it cannot reach the GPU; the plan promised another speed. */
const withoutGpu = ({ engine, device }: Session) =>
  new Failure(
    "machine",
    `${engine} runs on ${device} here, although it was set up for a GPU`,
    `see that the GPU's driver works and run \`exp setup ${engine}\` again, or take another engine: \`--engine cpu\``,
  );

function loaderReport({ loader }: Open): LoaderReport | null {
  const report = loader?.report();
  return report && report.totalSeconds > 0 ? report : null;
}

/** A run that ended early has a report where there is something to see in it. */
const isWorthReporting = ({ event }: RunEvent): boolean =>
  event === "epoch" || event === "evaluated" || event === "picture" || event === "predicted";

function keptFiles(folder: string, events: readonly RunEvent[]): string[] {
  const saved = events.flatMap(event => (event.event === "saved" || event.event === "picture" ? [event.file] : []));
  const report = events.some(isWorthReporting) ? ["report.html"] : [];
  return [...new Set(saved), ...[...report, "metrics.jsonl"].map(name => join(folder, name))];
}
