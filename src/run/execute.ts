import { join } from "node:path";
import { systemFailure } from "../common/files.ts";
import { Interrupted } from "../common/interrupted.ts";
import type { RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import { InputRecord, inputsIn } from "../run_folder/inputs.ts";
import { isTrainStep } from "../train/phase.ts";
import { RunClock } from "./clock.ts";
import { RunLog } from "./log.ts";
import { RunResources } from "./resources.ts";
import { runSteps } from "./run_steps.ts";
import { sameImages } from "./same_images.ts";
import type { Continuation, Outcome, RunSession, SessionOptions } from "./session.ts";

/** Runs one session of a run, in its folder, which is locked. Throws a `Failure` if it fails, after it has kept what it can. */
export async function executeRun(
  folder: string,
  plan: Plan,
  continuation: Continuation | null,
  { emit, signal, onDownload, now = () => performance.now() }: SessionOptions,
): Promise<Outcome> {
  const restored = continuation?.restored ?? null;
  const state = restored?.state ?? null;
  const clock = new RunClock(now, state?.seconds ?? 0);
  const log = new RunLog(folder, plan, state, emit);
  const run: RunSession = { plan, folder, log, clock, signal, onDownload, restored };
  const inputs = new InputRecord(folder, plan);
  let resources: RunResources | null = null;
  try {
    begin(run, continuation);
    await inputs.begin();
    if (!restored) warnOfPlan(plan, log);
    resources = await RunResources.open(run);
    await runSteps(run, resources);
    await reportInputs(run, inputs);
    await finish(run, resources);
    return { folder, finished: true };
  } catch (error) {
    const failure = await keepWhatIsThere(error, run, resources);
    if (failure) {
      log.fail(failure);
      throw failure;
    }
    log.add({ event: "interrupted", kept: log.keptFiles });
    return { folder, finished: false };
  } finally {
    await Promise.all([resources?.close(), inputs.close()]);
    log.close();
  }
}

function begin({ plan, folder, log, restored }: RunSession, continuation: Continuation | null): void {
  log.replay(restored?.events.splice(0) ?? []);
  if (log.isEmpty) log.add({ event: "started", plan, folder });
  if (!continuation) return;
  log.add(resumedEvent(continuation, plan));
  for (const message of continuation.changes) log.warn(`resumed although ${message}`);
}

function resumedEvent({ restored, notes }: Continuation, { steps }: Plan): RunEvent {
  const { step, phase, trainer, seconds } = restored?.state ?? { step: 0, phase: null, trainer: null, seconds: 0 };
  const planned = steps[step];
  const isInside = phase !== null && planned && isTrainStep(planned);
  const place = isInside ? { phase: planned.phases[phase].name, epoch: trainer!.place.epoch, batch: trainer!.place.batch } : null;
  return { event: "resumed", from: restored?.from ?? null, step, place, seconds, notes };
}

function warnOfPlan({ warnings = [], data, model }: Plan, log: RunLog): void {
  for (const message of warnings) log.warn(message);
  if (data.broken.length > 0) log.add({ event: "broken", files: data.broken });
  if (model.weights.kind === "bundled") log.warn(model.weights.warning);
}

/** Warns of inputs that changed while the run read them, and of images that are in it twice. */
async function reportInputs({ plan, folder, log, signal }: RunSession, inputs: InputRecord): Promise<void> {
  for (const message of await inputs.changed()) log.warn(`while the run went on, ${message}`);
  const unhashed = await inputs.finish(signal);
  if (unhashed) log.warn(unhashed);
  for (const message of sameImages(inputsIn(folder)?.images ?? [], plan)) log.warn(message);
}

async function finish({ folder, log, clock }: RunSession, resources: RunResources): Promise<void> {
  await resources.idle();
  log.requireFolder();
  const loader = resources.loaderReport();
  await log.finish({
    event: "finished",
    seconds: clock.seconds,
    loader: loader.totalSeconds > 0 ? loader : null,
    report: join(folder, "report.html"),
  });
  resources.removeCheckpoints();
}

/** Keeps checkpoint, weights and report of a run that ends early, each for itself. Returns its failure; null if it was only stopped. */
async function keepWhatIsThere(error: unknown, { log }: RunSession, resources: RunResources | null): Promise<Error | null> {
  // Nothing is kept where nobody wants it.
  log.requireFolder();
  // A crashed engine keeps no weights, a full disk nothing more.
  const failed = (reason: Error) => reason;
  const unkept = [
    await resources?.checkpointAtLast().catch(failed),
    await resources?.saveWeights().catch(failed),
    log.isWorthReporting && (await log.writeReport().catch(failed)),
  ].find(reason => reason instanceof Error);
  // The error that ended the run matters more than what could not be kept then.
  return (systemFailure(error instanceof Interrupted ? unkept : error) as Error | undefined) ?? null;
}
