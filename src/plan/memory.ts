import { Failure } from "../common/failure.ts";
import { bytesPerElement } from "../common/tensor.ts";
import { formatBytes, plural } from "../common/units.ts";
import { type EngineName, engines } from "../engines/index.ts";
import { elementsOf } from "../inputs/image/shape.ts";
import type { PlanStep } from "../steps/index.ts";
import { isTrainStep } from "../train/phase.ts";
import type { EnginePlan, Estimate } from "./plan.ts";
import type { PlanSummary } from "./summary.ts";

/** Bytes that an engine takes beside the tensors of the graph. */
export const engineOverhead = (engine: EngineName, tensors: number): number => Math.round(engines[engine].memory.overhead(tensors));

/** Bytes of the next batch that an engine takes while it is at the one before. */
export const feedsAhead = (engine: EngineName, batchSize: number, imageSize: number): number =>
  engines[engine].memory.feedsAhead ? bytesPerElement * batchSize * elementsOf(imageSize) : 0;

/** Bytes that the engine may take: what is free, or less where it cannot address so much. Null on a GPU, which has its own. */
export const engineLimit = ({ name, isGpu }: Pick<EnginePlan, "name" | "isGpu">, free: number): number | null =>
  isGpu ? null : Math.min(free, engines[name].memory.addressable);

/** Batch norm compares the images of a batch with each other, so there are two at least in one to train on. */
export const leastBatch = (steps: readonly PlanStep[]): number => (steps.some(isTrainStep) ? 2 : 1);

/** Of what is left beside the engine, how much decoded images may take; the rest is for batches on their way and the program itself. */
const cacheShare = 0.8;
/** Bytes that decoded images may take beside the engine. */
export const roomForCache = (estimate: Pick<Estimate, "memory" | "memoryAvailable" | "engineLimit">): number =>
  Math.max(0, Math.floor(cacheShare * (estimate.memoryAvailable - engineBytes(estimate))));

/** Bytes of the machine's memory that the engine takes: none where it has a GPU's. */
const engineBytes = ({ memory, engineLimit }: Pick<Estimate, "memory" | "engineLimit">): number =>
  engineLimit === null ? 0 : memory.peak - memory.cache;

/**
 * The greatest batch size up to `batchSize` whose engine memory, in bytes, stays within `limit`; null if not even `least` images do.
 * Memory grows with the batch, so half of the sizes left are ruled out at each try.
 */
export function greatestBatch(batchSize: number, limit: number, bytesAt: (batchSize: number) => number, least = 1): number | null {
  if (bytesAt(batchSize) <= limit) return batchSize;
  let [fits, tooMany] = [0, batchSize];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (bytesAt(middle) <= limit) fits = middle;
    else tooMany = middle;
  }
  return fits < least ? null : fits;
}

/** The failure of a plan that does not fit the machine; null if it fits. */
export function shortOfMemory({
  data,
  engine,
  steps,
  estimate,
}: Pick<PlanSummary, "data" | "engine" | "steps" | "estimate">): Failure | null {
  const { memory, memoryAvailable, engineLimit, batchSizeThatFits } = estimate;
  const needed = engineBytes(estimate);
  if (engineLimit === null || needed <= engineLimit)
    return needed + memory.cache <= memoryAvailable ? null : cacheTooGreat(engine.name, needed, estimate);
  return new Failure(
    "machine",
    `batches of ${data.batchSize} need ${formatBytes(needed)} of memory, but ${engine.name} can have ${formatBytes(engineLimit)} here`,
    batchSizeThatFits
      ? `\`batch ${batchSizeThatFits}\` fits`
      : `not even a batch of ${plural(leastBatch(steps), "image")} fits: use smaller images (\`resize\`) or a smaller model`,
  );
}

/** Only a `cache` that is said can be too great: an inferred one is what there is room for. */
function cacheTooGreat(engine: EngineName, needed: number, estimate: Estimate): Failure {
  const { memory, memoryAvailable } = estimate;
  const megabytes = Math.floor(roomForCache(estimate) / 1e6);
  return new Failure(
    "machine",
    `decoded images of ${formatBytes(memory.cache)}${needed > 0 ? ` and the ${formatBytes(needed)} that ${engine} needs` : ""} are more than the ${formatBytes(memoryAvailable)} of memory that are free`,
    megabytes > 0 ? `\`cache ${megabytes}MB\` fits` : "leave out `cache`",
  );
}
