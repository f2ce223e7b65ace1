import { restore } from "../checkpoint/restore.ts";
import { Failure } from "../common/failure.ts";
import { plural } from "../common/units.ts";
import { loadWeights } from "../models/weights/index.ts";
import { recipes } from "../steps/recipes.ts";
import type { TrainStep } from "../train/phase.ts";
import type { StepReport } from "../train/trainer.ts";
import type { RunContext } from "./steps/step.ts";

/** The loss of a step is not finite. */
export class Diverged extends Error {
  readonly phase: number;
  readonly report: StepReport;
  readonly paths: readonly string[];
  constructor(phase: number, report: StepReport, paths: readonly string[]) {
    super(`the loss became ${report.loss}`);
    this.phase = phase;
    this.report = report;
    this.paths = paths;
  }
}

/** Ends a replay. */
class Arrived extends Error {}

/**
 * The failure of training that diverged: it names the step, the images of its batch, and the layer where a number that is not finite appears first. That is
 * found by training again from the last checkpoint up to that step; the session holds its state afterwards.
 */
export async function divergedFailure(context: RunContext, step: TrainStep, index: number, diverged: Diverged): Promise<Failure> {
  const { report, paths, phase } = diverged;
  const { epoch, batch, loss } = report;
  const steps = context.trainer.stepsTold;
  const where = await firstPlace(context, step, index, phase, steps - 1).catch(
    (error: unknown) => `not found: ${(error as Error).message}`,
  );
  const more = paths.length > 8 ? ` and ${plural(paths.length - 8, "other")}` : "";
  return new Failure(
    "experiment",
    [
      `training diverged: the loss became ${loss} in epoch ${epoch}, batch ${batch} of phase ${step.phases[phase].name}, the ${steps}. step of training`,
      `  first place that is not finite: ${where}`,
      `  images of the batch: ${paths.slice(0, 8).join(", ")}${more}`,
    ].join("\n"),
    "give a lower `rate`",
  );
}

/** Trains again up to the step after `steps`, and looks. */
async function firstPlace(
  { plan, task, folder, model, session, trainer, signal }: RunContext,
  step: TrainStep,
  index: number,
  phase: number,
  steps: number,
) {
  const { restored } = await restore(folder, plan, model);
  const { state } = restored ?? { state: null };
  if (state && (state.step !== index || (state.phase ?? 0) > phase)) throw new Error("the last checkpoint is of another step");
  if (restored) {
    await session.write(restored.tensors);
    trainer.restore(restored.state.trainer);
  } else {
    if (index > 0) throw new Error("there is no checkpoint to look from");
    const { weights } = await loadWeights(plan.model.weights, model, plan.seed, { signal, compareHead: task.compareHead(plan.data) });
    await session.write(weights);
    trainer.restore({
      passes: 0,
      counter: 0,
      steps: {},
      moments: [],
      smooth: { average: 0, count: 0 },
      place: { epoch: 0, batch: 0, seconds: 0 },
    });
  }
  const arrive = () => {
    if (trainer.stepsTold >= steps) throw new Arrived();
  };
  try {
    for (let p = state?.phase ?? 0; p <= phase; p++) {
      const goesOn = p === (state?.phase ?? null);
      if (!goesOn && recipes[step.kind].resetsOptimizer) trainer.clearOptimizer();
      if (p === phase && trainer.stepsTold >= steps) break;
      const listener = { isPauseDue: (begun: number) => begun >= steps, onPause: async () => arrive() };
      for await (const _ of trainer.train(step.phases[p], step, listener, goesOn)) if (p === phase) arrive();
    }
  } catch (error) {
    if (!(error instanceof Arrived)) throw error;
  }
  return lookedAt(await session.read(model.parameters.map(({ name }) => name)), await trainer.layerMeans(step.dropout));
}

function lookedAt(weights: Awaited<ReturnType<RunContext["session"]["read"]>>, means: readonly [layer: string, mean: number][]): string {
  // A gradient goes from the loss to the pixels: of the weights that are not finite, the last became so first.
  const notFinite = Object.entries(weights).findLast(([, { data }]) => !data.every(Number.isFinite));
  if (notFinite) return `the weights \`${notFinite[0]}\`, by the gradient of the step before`;
  const layer = means.find(([, mean]) => !Number.isFinite(mean));
  return layer ? `the output of ${layer[0]}` : "the loss itself, of outputs that are finite";
}
