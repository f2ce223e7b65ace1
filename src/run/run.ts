import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoints } from "../checkpoint/checkpoints.ts";
import type { Restored } from "../checkpoint/restore.ts";
import type { CheckpointState } from "../checkpoint/state.ts";
import type { WeightSaver } from "../checkpoint/weight_saver.ts";
import type { CheckpointWriter } from "../checkpoint/writer.ts";
import { Failure } from "../common/failure.ts";
import { systemFailure } from "../common/files.ts";
import { Interrupted } from "../common/interrupted.ts";
import type { Loader, LoaderReport } from "../data/data.ts";
import type { Session } from "../engines/engine.ts";
import { isFrequent, type RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import { Recorder } from "../report/record.ts";
import { writeReport } from "../report/report.ts";
import { createRunFolder } from "../run_folder/folder.ts";
import { InputRecord, inputsIn } from "../run_folder/inputs.ts";
import { type JournalEntry, openJournal } from "../run_folder/journal.ts";
import { lockRun } from "../run_folder/lock.ts";
import { openTensorboard } from "../run_folder/tensorboard/index.ts";
import { isTrainStep } from "../train/phase.ts";
import type { Trainer } from "../train/trainer.ts";
import { carryOut } from "./carry_out.ts";
import { sameImages } from "./same_images.ts";

export interface RunOptions {
  emit(event: RunEvent): void;
  /** Raised to stop: the batch under way ends, the weights are kept, and `interrupted` is the last event. */
  signal: AbortSignal;
  /** Is told how far the download of published weights has come, bytes. */
  onDownload?(done: number, of: number): void;
  /** Where run folders go; `createRunFolder` says where they go when this is unsaid. */
  root?: string;
  /** A clock, in milliseconds, which never goes back; this machine's where it is unsaid. */
  now?(): number;
}

export interface Outcome {
  folder: string;
  finished: boolean;
}

/**
 * Carries out a plan, step by step, into a new run folder. Resolves to that folder, and whether the whole plan ran. Throws a `Failure`
 * where the data, the weights or the machine fall short; what was trained until then is saved, and told, first. A run whose data or weights let it
 * never begin a step leaves no folder: there is nothing to resume.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Outcome> {
  const folder = await createRunFolder(plan, options.root);
  const unlock = lockRun(folder);
  let isBegun = false;
  const emit = (event: RunEvent) => {
    isBegun ||= event.event === "step";
    options.emit(event);
  };
  try {
    return await sit(folder, plan, null, { ...options, emit });
  } catch (error) {
    if (!isBegun && error instanceof Failure && error.fault === "data") await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw error;
  } finally {
    unlock();
  }
}

/** What a run that was stopped goes on with. */
export interface Continuation {
  /** Null where it begins again, for there was no checkpoint. */
  restored: Restored | null;
  /** What the person should know: checkpoints that could not be used. */
  notes: string[];
  /** What has changed since, and the person goes on with all the same. */
  changes: string[];
}

/** What is open, as far as a run has come. */
export interface Open {
  session?: Session;
  loader?: Loader;
  saver?: WeightSaver;
  trainer?: Trainer;
  writer?: CheckpointWriter;
  checkpoints?: Checkpoints;
}

/** One sitting of a run, in its folder, which is locked: from its beginning or from a checkpoint, to its end or until it is stopped. */
export async function sit(
  folder: string,
  plan: Plan,
  going: Continuation | null,
  { emit, signal, onDownload, now = () => performance.now() }: RunOptions,
): Promise<Outcome> {
  const begun = now();
  const state = going?.restored?.state ?? null;
  const seconds = () => (state?.seconds ?? 0) + (now() - begun) / 1000;
  const journal = openJournal(folder, state?.journal);
  const tensorboard = openTensorboard(folder, plan, state && { offset: state.board, steps: state.trainer.counter });
  const record = (entry: JournalEntry) => {
    for (const file of [journal, tensorboard]) file.add(entry);
  };
  const recorder = new Recorder(folder, plan);
  /** All but those that come with every batch: a run may go on for days. */
  const events: RunEvent[] = [];
  const remember = (event: RunEvent) => {
    recorder.add(event);
    if (!isFrequent(event.event)) events.push(event);
  };
  const open: Open = {};
  const tell = (event: RunEvent) => {
    if (event.event === "epoch") requireThere(folder);
    remember(event);
    open.saver?.add(event);
    record(event);
    emit(event);
  };
  const keep = async (): Promise<void> => {
    const lastGood = async () => (await open.checkpoints?.lastGood(folder, plan)) ?? null;
    for (const event of (await open.saver?.save(lastGood)) ?? []) tell(event);
  };
  const inputs = new InputRecord(folder, plan);

  try {
    for (const event of going?.restored?.events.splice(0) ?? []) remember(event);
    // What is in the journal already is only shown.
    for (const event of events) if (event.event !== "resumed") emit(event);
    if (events.length === 0) tell({ event: "started", plan, folder });
    if (going) tell(resumedEvent(going, plan, state?.seconds ?? 0));
    for (const message of going?.changes ?? []) tell({ event: "warning", message: `gone on with although ${message}` });
    await inputs.begin();
    const offsets = () => ({ journal: journal.offset(), board: tensorboard.offset() });
    await carryOut({ plan, folder, open, tell, keep, now, seconds, offsets, signal, onDownload, restored: going?.restored ?? null });
    for (const message of await inputs.changed()) tell({ event: "warning", message: `while the run went on, ${message}` });
    const unhashed = await inputs.finish(signal);
    if (unhashed) tell({ event: "warning", message: unhashed });
    for (const message of sameImages(inputsIn(folder)?.images ?? [], plan)) tell({ event: "warning", message });
    await open.writer?.idle();
    requireThere(folder);
    const finished: RunEvent = {
      event: "finished",
      seconds: seconds(),
      loader: loaderReport(open, state),
      report: join(folder, "report.html"),
    };
    recorder.add(finished);
    await writeReport(recorder.record);
    tell(finished);
    open.writer?.removeAll();
    return { folder, finished: true };
  } catch (error) {
    // Nothing is kept where nobody wants it.
    requireThere(folder);
    // A crashed engine keeps no weights, a full disk nothing more; each is tried for itself.
    const unkept = [
      await checkpointAtLast(open).catch((reason: Error) => reason),
      await keep().catch((reason: Error) => reason),
      events.some(isWorthReporting) && (await writeReport(recorder.record).catch((reason: Error) => reason)),
    ].find(reason => reason instanceof Error);
    // The error that ended the run matters more than what could not be kept then.
    const failure = systemFailure(error instanceof Interrupted ? unkept : error) as Error | undefined;
    if (failure) {
      const { fix = null, fault = null } = failure as Partial<Failure>;
      record({ event: "failed", message: failure.message, fix, fault });
      throw failure;
    }
    tell({ event: "interrupted", kept: keptFiles(folder, events) });
    return { folder, finished: false };
  } finally {
    await Promise.all([open.session?.close(), open.loader?.close(), open.writer?.close(), inputs.close()]);
    for (const file of [journal, tensorboard]) file.close();
  }
}

/** Throws a `Failure` of fault `machine` where somebody removed the folder of a run that goes on. */
function requireThere(folder: string): void {
  if (!existsSync(join(folder, "plan.json")))
    throw new Failure("machine", `the run folder ${folder} was removed while the run went on`, "run the experiment again");
}

/** Where the run stops between two steps, it can go on from just there. */
async function checkpointAtLast({ trainer, checkpoints, writer }: Open): Promise<void> {
  if (trainer?.isSettled && checkpoints?.isWorthTaking) await checkpoints.take();
  await writer?.idle();
}

function resumedEvent({ restored, notes }: Continuation, { steps }: Plan, seconds: number): RunEvent {
  const { step, phase, trainer } = restored?.state ?? { step: 0, phase: null, trainer: null };
  const planned = steps[step];
  const isInside = phase !== null && isTrainStep(planned);
  const place = isInside ? { phase: planned.phases[phase].name, epoch: trainer!.place.epoch, batch: trainer!.place.batch } : null;
  return { event: "resumed", from: restored?.from ?? null, step, place, seconds, notes };
}

/** Of all sittings. */
function loaderReport({ loader }: Open, before: CheckpointState | null): LoaderReport | null {
  const report = loader?.report();
  if (!report) return null;
  const [waitedSeconds, totalSeconds] = [
    report.waitedSeconds + (before?.waitedSeconds ?? 0),
    report.totalSeconds + (before?.totalSeconds ?? 0),
  ];
  return totalSeconds > 0 ? { ...report, waitedSeconds, totalSeconds } : null;
}

/** A run that ended early has a report where there is something to see in it. */
const isWorthReporting = ({ event }: RunEvent): boolean =>
  event === "epoch" || event === "evaluated" || event === "picture" || event === "predicted";

function keptFiles(folder: string, events: readonly RunEvent[]): string[] {
  const saved = events.flatMap(event => (event.event === "saved" || event.event === "picture" ? [event.file] : []));
  const report = events.some(isWorthReporting) ? ["report.html"] : [];
  return [...new Set(saved), ...[...report, "metrics.jsonl"].map(name => join(folder, name))];
}
