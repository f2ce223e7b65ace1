import { joinedByName } from "../common/tensor.ts";
import type { Batch } from "../data/data.ts";
import type { Executable } from "../engines/engine.ts";
import { movedFeeds, namedFeeds } from "../inputs/image/feeds.ts";
import type { Model } from "../models/model.ts";
import type { Evaluation, Task } from "../tasks/task.ts";
import { oneAhead } from "./one_ahead.ts";

/** What is reported of each batch of an evaluation. */
export interface ValidationReport {
  /** From 1. */
  batch: number;
  /** Mean of the batch. */
  loss: number;
}

/** Runs batches through the evaluation graph of their size, one batch ahead, and makes of it what the metrics of the task read. */
export async function evaluateBatches<Outcome extends Evaluation>(
  { task, model: { outputs } }: { task: Task<unknown, Outcome>; model: Pick<Model, "outputs"> },
  batches: AsyncIterable<Batch>,
  evaluator: (batchSize: number) => Promise<Executable>,
  onBatch?: (report: ValidationReport) => void,
): Promise<Outcome> {
  const parts: { fetched: Record<string, Float32Array>; targets: Record<string, Float32Array>; paths: string[] }[] = [];
  const run = async ({ feeds, targets, size }: Batch) =>
    (await evaluator(size)).run({ ...namedFeeds(feeds), ...targets }, movedFeeds(feeds));
  for await (const [{ targets, samples }, fetched] of oneAhead(batches, run)) {
    parts.push({ fetched, targets, paths: samples.map(sample => sample.path) });
    onBatch?.({ batch: parts.length, loss: mean(fetched.losses) });
  }
  const { losses, ...predictions } = { losses: new Float32Array(), ...joinedByName(parts.map(({ fetched }) => fetched)) };
  const targets = joinedByName(parts.map(({ targets }) => targets));
  return task.evaluation({ outputs, losses, loss: mean(losses), predictions, targets, paths: parts.flatMap(({ paths }) => paths) });
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
