import { Failure } from "../common/failure.ts";
import { Interrupted } from "../common/interrupted.ts";
import { asNormalized, type NormalizedImages } from "../inputs/image/feeds.ts";
import type { Batch, Broken, LoaderOptions } from "./data.ts";
import { LoaderPool } from "./pool.ts";
import type { LoadReply } from "./protocol.ts";

/**
 * Batches of the images of `paths`, in their order, as validation shows them to the model; `samples[i].id` is the index
 * into `paths`, and they have no targets. Broken images are left out and told to `onBroken`; throws a Failure where all are broken, `Interrupted` as soon as `signal` is raised.
 */
export async function* readImages(
  paths: readonly string[],
  options: LoaderOptions,
  onBroken: (broken: Broken) => void = () => {},
  signal?: AbortSignal,
): AsyncGenerator<Batch<NormalizedImages>> {
  if (signal?.aborted) throw new Interrupted();
  const leaving = new AbortController();
  // A batch of slow images takes minutes.
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(new Interrupted()), { once: true, signal: leaving.signal });
  });
  stopped.catch(() => {});
  const pool = new LoaderPool({ ...options, workers: Math.max(1, Math.min(options.workers, Math.ceil(paths.length / options.batchSize))) });
  const everything = paths.map((path, id) => ({ id, path, label: Number.NaN }));
  const chunks = Array.from({ length: Math.ceil(paths.length / options.batchSize) }, (_, i) =>
    everything.slice(i * options.batchSize, (i + 1) * options.batchSize),
  );
  const load = (samples: typeof everything) =>
    pool.load(() => ({ images: samples.map(sample => ({ ...sample, cached: null })), epoch: null, keep: false }), leaving.signal);
  const request = (samples: typeof everything) => Promise.race([load(samples), stopped]);
  const found: Broken[] = [];
  try {
    let ahead: Promise<LoadReply | null> | null = null;
    for (const [i, chunk] of chunks.entries()) {
      let reply = await (ahead ?? request(chunk));
      ahead = i + 1 < chunks.length ? request(chunks[i + 1]) : null;
      ahead?.catch(() => {});
      const broken = reply?.broken ?? [];
      const unreadable = new Set(broken.map(({ path }) => path));
      for (const file of [...broken].sort((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path))) onBroken(file);
      found.push(...broken);
      const samples = chunk.filter(({ path }) => !unreadable.has(path));
      if (broken.length > 0 && samples.length > 0) reply = await request(samples);
      if (reply?.batch) yield { feeds: asNormalized(reply.batch), targets: {}, size: samples.length, samples };
    }
    if (found.length > 0 && found.length === paths.length)
      throw new Failure(
        "data",
        found.length === 1
          ? `${found[0].path}: ${found[0].reason}`
          : `none of the ${found.length} images can be read: ${found[0].path}: ${found[0].reason}`,
      );
  } finally {
    leaving.abort();
    await pool.close();
  }
}
