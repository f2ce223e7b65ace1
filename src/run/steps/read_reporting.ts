import { Interrupted } from "../../common/interrupted.ts";
import type { Batch, Broken } from "../../data/data.ts";
import { readImages } from "../../data/read_images.ts";
import type { NormalizedImages } from "../../inputs/image/feeds.ts";
import type { RunContext } from "./step.ts";

/** Batches of images, as validation reads them; reports the broken ones at the end. Throws `Interrupted` if the signal was raised, and what `readImages` does. */
export async function* readReporting(
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
