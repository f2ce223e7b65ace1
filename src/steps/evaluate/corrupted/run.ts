import { basename, join } from "node:path";
import { writeAtomic } from "../../../common/files.ts";
import { Interrupted } from "../../../common/interrupted.ts";
import { type Batch, type Broken, type Sample, wholeValidation } from "../../../data/data.ts";
import { openLoader } from "../../../data/loader.ts";
import type { CorruptedScores, EvaluatedCorruptedEvent } from "../../../events/evaluated_corrupted.ts";
import { severities } from "../../../inputs/image/corruptions/corruption.ts";
import { type AppliedCorruption, type CorruptionName, familyOf } from "../../../inputs/image/corruptions/index.ts";
import { seenImage } from "../../../inputs/image/seen_image.ts";
import { metricValues } from "../../../metrics/values.ts";
import { withCompiled } from "../../../run/steps/compiled.ts";
import type { RunContext } from "../../../run/steps/step.ts";
import { taskRunOf } from "../../../tasks/run/index.ts";
import { evaluateBatches } from "../../../train/evaluate.ts";
import { evaluationGraph } from "../../../train/graphs.ts";
import { encodePng } from "../../../visualize/canvas.ts";
import { drawCorrupted } from "../../../visualize/corrupted_grid.ts";
import type { EvaluateStep } from "../plan.ts";

/** Evaluates validation images under each corruption of the step, in each of five severities. */
export async function evaluateCorrupted(
  { plan, task, folder, model, session, loaderOptions, emit, signal }: RunContext,
  step: EvaluateStep,
  { names, images }: NonNullable<EvaluateStep["corrupted"]>,
  index: number,
): Promise<void> {
  const { imageSize } = loaderOptions;
  const rounds: (AppliedCorruption | undefined)[] = [undefined, ...names.flatMap(name => severities.map(severity => ({ name, severity })))];
  // Images are decoded once, and the workers corrupt them.
  const loader = openLoader({ train: [], valid: images }, loaderOptions, task.targetsOf);
  const graphOf = (batchSize: number) => evaluationGraph(model, { task, batchSize, imageSize });
  const measured: CorruptedScores[] = [];
  try {
    await withCompiled(session, graphOf, async compiled => {
      for (const [r, corruption] of rounds.entries()) {
        const batches = unlessAborted(loader.batches({ ...wholeValidation, corruption }), signal);
        const evaluation = await evaluateBatches({ task, model }, batches, async size => (await compiled(size)).executable);
        const metrics = metricValues(task.metrics, evaluation, step.metrics);
        measured.push({ accuracy: taskRunOf(plan).accuracy(evaluation), metrics });
        emit({ event: "progress", step: index, what: corruption?.name ?? "as they are", done: r + 1, of: rounds.length });
      }
    });
  } finally {
    await loader.close();
  }
  const { broken } = loader.report();
  if (broken.length > 0) emit({ event: "broken", files: broken });
  const [clean, ...corrupted] = measured;
  const rows = names.map((corruption, i): EvaluatedCorruptedEvent["rows"][number] => ({
    corruption,
    family: familyOf(corruption),
    severities: corrupted.slice(i * severities.length, (i + 1) * severities.length),
  }));
  emit({ event: "evaluated_corrupted", step: index, images: images.length - broken.length, clean, rows });
  await showCorrupted({ plan, folder, loaderOptions, emit }, names, images, broken, index);
}

/** Throws `Interrupted` where the signal was raised. */
async function* unlessAborted(batches: AsyncIterable<Batch>, signal: AbortSignal): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    if (signal.aborted) throw new Interrupted();
    yield batch;
  }
}

/** Draws the first of the images that can be read, under each corruption. */
async function showCorrupted(
  { plan, folder, loaderOptions, emit }: Pick<RunContext, "plan" | "folder" | "loaderOptions" | "emit">,
  names: readonly CorruptionName[],
  images: readonly Sample[],
  broken: readonly Broken[],
  index: number,
): Promise<void> {
  const unreadable = new Set(broken.map(({ path }) => path));
  const first = images.find(({ path }) => !unreadable.has(path));
  if (!first) return;
  const image = await seenImage(first.path, loaderOptions);
  const { canvas, caption, alt } = await drawCorrupted({ image, id: first.id, seed: loaderOptions.seed }, names);
  const before = plan.steps.slice(0, index).filter(step => step.kind === "evaluate" && step.corrupted).length;
  const file = join(folder, "pictures", `corrupted${before > 0 ? `-${before + 1}` : ""}.png`);
  await writeAtomic(file, await encodePng(canvas));
  emit({ event: "picture", step: index, title: `corrupted, ${basename(first.path)}`, file, caption, alt });
}
