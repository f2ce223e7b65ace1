import { Checkpoints } from "../checkpoint/checkpoints.ts";
import { planHash, type Restored } from "../checkpoint/restore.ts";
import { WeightSaver } from "../checkpoint/weight_saver.ts";
import { CheckpointWriter } from "../checkpoint/writer.ts";
import { Failure } from "../common/failure.ts";
import { Interrupted } from "../common/interrupted.ts";
import { type LoaderOptions, type Pass, wholeValidation } from "../data/data.ts";
import { openLoader } from "../data/loader.ts";
import type { Session } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import type { RunEvent } from "../events/index.ts";
import { imagenet } from "../inputs/image/pixels/imagenet.ts";
import { decodedSide } from "../inputs/image/prepare.ts";
import { createModel } from "../models/index.ts";
import { loadWeights } from "../models/weights/index.ts";
import { metadataOf } from "../models/weights/recorded.ts";
import type { Plan, PlanStep } from "../plan/plan.ts";
import type { Offset } from "../run_folder/append.ts";
import { runStep } from "../steps/runs.ts";
import { readLabels } from "../tasks/classification/target.ts";
import { isTrainStep } from "../train/phase.ts";
import { Trainer } from "../train/trainer.ts";
import type { Open, RunOptions } from "./run.ts";

interface Work {
  plan: Plan;
  folder: string;
  /** Filled as things are opened: who calls closes them. */
  open: Open;
  tell(event: RunEvent): void;
  /** Keeps the weights where they have changed. */
  keep(): Promise<void>;
  now(): number;
  /** That the run has taken so far, earlier sittings included. */
  seconds(): number;
  offsets(): Record<"journal" | "board", Offset>;
  signal: AbortSignal;
  onDownload: RunOptions["onDownload"];
  restored: Restored | null;
}

/** Opens engine and loader and carries out the steps of a plan, those that an earlier sitting has done left out. */
export async function carryOut(work: Work): Promise<void> {
  const { plan, folder, open, tell, keep, seconds, signal, restored } = work;
  if (!restored) {
    for (const message of plan.warnings ?? []) tell({ event: "warning", message });
    if (plan.data.broken.length > 0) tell({ event: "broken", files: plan.data.broken });
    if (plan.model.weights.kind === "bundled") tell({ event: "warning", message: plan.model.weights.warning });
  }
  const model = createModel(plan.model.name, { classes: plan.model.classes });
  const state = restored?.state ?? null;

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
  const loaderOptions: LoaderOptions = { ...plan.data, seed: plan.seed, resampler: session.resampler, crops: session.augments };
  const loader = openLoader(plan.data, loaderOptions, readLabels);
  open.loader = loader;
  loader.know(state?.broken ?? []);
  // The first images are decoded while the weights are read or drawn.
  const pass = firstPass(plan.steps[state?.step ?? 0], restored);
  if (pass) loader.expect(pass);
  await session.write(restored?.tensors ?? (await startingWeights(work, model)));
  // The engine has them now, and the run may go on for days.
  if (restored) restored.tensors = {};
  open.saver = new WeightSaver(plan, model, session, folder, state?.changed ?? false);

  const crops = session.augments ? { feed: "images", side: decodedSide(loaderOptions), ...imagenet } : undefined;
  const trainer = new Trainer({ crops, session, model, loader, batchSize, imageSize, seed: plan.seed, signal });
  if (state) trainer.restore(state.trainer);
  open.trainer = trainer;
  const told = new Set(state?.told ?? []);
  const checkpoints = checkpointsOf(work, { session, model, trainer, loader, told });
  const context = { plan, folder, model, session, loader, loaderOptions, trainer, emit: tell, checkpoints, signal };
  for (const [index, step] of plan.steps.entries()) {
    if (index < (state?.step ?? 0)) continue;
    const goOn = index === state?.step && state.phase !== null ? { phase: state.phase } : null;
    if (!goOn) {
      // A later step that fails takes nothing along.
      await keep();
      checkpoints.at({ step: index, phase: null });
    }
    if (signal.aborted) throw new Interrupted();
    if (!goOn) tell({ event: "step", step: index, is: "begun", seconds: seconds() });
    try {
      await runStep({ ...context, goOn }, step, index);
    } finally {
      const files = loader.report().broken.filter(({ path }) => !told.has(path));
      for (const { path } of files) told.add(path);
      if (files.length > 0) tell({ event: "broken", files });
    }
    tell({ event: "step", step: index, is: "ended", seconds: seconds() });
    checkpoints.at({ step: index + 1, phase: null });
    if (isTrainStep(step)) await checkpoints.take(plan.steps.slice(index + 1).some(isTrainStep));
  }
  await keep();
}

async function startingWeights({ plan, tell, signal, onDownload }: Work, model: ReturnType<typeof createModel>) {
  const loading = { signal, onProgress: onDownload, classes: plan.data.classes, seen: plan.data };
  const { weights, notes } = await loadWeights(plan.model.weights, model, plan.seed, loading);
  for (const message of notes) tell({ event: "warning", message });
  return weights;
}

type Parts = Required<Pick<Open, "session" | "trainer" | "loader">> & { model: ReturnType<typeof createModel>; told: ReadonlySet<string> };

function checkpointsOf(
  { plan, folder, open, tell, now, seconds, offsets, restored }: Work,
  { session, model, trainer, loader, told }: Parts,
) {
  const warn = (message: string) => tell({ event: "warning", message });
  const writer = new CheckpointWriter(folder, model, metadataOf(plan), warn);
  open.writer = writer;
  const before = restored?.state ?? { waitedSeconds: 0, totalSeconds: 0 };
  const rest = () => {
    const { broken, waitedSeconds, totalSeconds } = loader.report();
    const waiting = { waitedSeconds: before.waitedSeconds + waitedSeconds, totalSeconds: before.totalSeconds + totalSeconds };
    return { seconds: seconds(), ...waiting, broken };
  };
  const files = () => ({ ...offsets(), changed: open.saver!.changed, told: [...told] });
  const parts = { writer, session, model, trainer, plan: planHash(folder), files, rest, now };
  open.checkpoints = new Checkpoints(parts, restored?.state ?? null);
  return open.checkpoints;
}

/** The pass over the data that the first step begins with; none where it has images of its own, or there is no step. */
function firstPass(step: PlanStep | undefined, restored: Restored | null): Pass | null {
  if (
    !step ||
    step.kind === "predict" ||
    (step.kind === "explain" && step.what.kind === "path") ||
    (step.kind === "evaluate" && (step.on || step.corrupted))
  )
    return null;
  if (!isTrainStep(step)) return wholeValidation;
  if (!restored) return { split: "train", training: true, epoch: 0 };
  const { phase, trainer } = restored.state;
  const from = phase === null ? 0 : trainer.place.batch;
  return phase !== null && from === step.phases[phase].stepsPerEpoch
    ? wholeValidation
    : { split: "train", training: true, epoch: trainer.passes, from };
}

/** TensorFlow takes the CPU where it cannot reach the GPU; the plan promised another speed. */
const withoutGpu = ({ engine, device }: Session) =>
  new Failure(
    "machine",
    `${engine} runs on ${device} here, although it was set up for a GPU`,
    `see that the GPU's driver works and run \`exp setup ${engine}\` again, or take another engine: \`--engine cpu\``,
  );
