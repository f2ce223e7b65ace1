import { Interrupted } from "../../common/interrupted.ts";
import type { Batch, Broken } from "../../data/data.ts";
import { readImages } from "../../data/read_images.ts";
import type { NormalizedImages } from "../../inputs/image/feeds.ts";
import type { RunContext } from "./step.ts";

/** Batches of images, as validation reads them; of broken ones it is told at the end. Throws `Interrupted` where the signal was raised, and as `readImages` does. */
export async function* readTold(
  paths: readonly string[],
  { loaderOptions, emit, signal }: Pick<RunContext, "loaderOptions" | "emit" | "signal">,
): AsyncGenerator<Batch<NormalizedImages>> {
  const broken: Broken[] = [];
  for await (const batch of readImages(paths, loaderOptions, file => broken.push(file), signal)) {
    yield batch;
    if (signal.aborted) throw new Interrupted();
  }
  if (broken.length > 0) emit({ event: "broken", files: broken });
}
