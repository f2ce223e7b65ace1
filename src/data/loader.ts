import { elementsOf } from "../inputs/image/shape.ts";
import { divide } from "./batches.ts";
import { BrokenImages } from "./broken.ts";
import type { Batch, Broken, Loader, LoaderOptions, LoaderReport, Pass, Sample, Split, TargetFeeds } from "./data.ts";
import { dataDefaults } from "./defaults.ts";
import { ImageCache } from "./image_cache.ts";
import { LoaderPool } from "./pool.ts";

/**
 * Starts the workers that decode, crop and augment. The batches are a function of the data, the options and the pass
 * alone: not of the number of workers, the cache, or what was loaded before.
 *
 * Iterating throws a Failure: `data` where more than 5 % of a split is broken, `machine` where a worker dies.
 */
export function openLoader(data: Record<Split, Sample[]>, options: LoaderOptions, targets: TargetFeeds): Loader {
  return new WorkerLoader(data, options, targets);
}

/** A pass whose first batches are being loaded. */
interface PassUnderway {
  pass: Pass;
  /** In order; null where every image of a batch is broken. */
  underway: Promise<Batch | null>[];
  startMore: () => void;
  /** Aborted where nobody wants the rest. */
  leaving: AbortController;
}

class WorkerLoader implements Loader {
  readonly #data: Record<Split, Sample[]>;
  readonly #options: LoaderOptions;
  readonly #targets: TargetFeeds;
  readonly #pool: LoaderPool;
  readonly #cache: ImageCache;
  readonly #broken = new BrokenImages();
  readonly #ahead: number;
  #expected: PassUnderway | null = null;
  #waitedSeconds = 0;
  #firstRequest: number | null = null;
  #lastReply = 0;

  constructor(data: Record<Split, Sample[]>, options: LoaderOptions, targets: TargetFeeds) {
    this.#data = data;
    this.#options = options;
    this.#targets = targets;
    this.#pool = new LoaderPool(options);
    this.#cache = new ImageCache(options.cacheBytes);
    const batchBytes = options.batchSize * elementsOf(options.imageSize) * Float32Array.BYTES_PER_ELEMENT;
    this.#ahead = Math.max(2, Math.min(options.workers + 2, Math.floor(dataDefaults.prefetchBytes / batchBytes)));
  }

  expect(pass: Pass): void {
    this.#expected?.leaving.abort();
    this.#expected = this.#start(pass);
    this.#expected.startMore();
  }

  async *batches(pass: Pass): AsyncGenerator<Batch> {
    const { underway, startMore, leaving } = this.#takeExpected(pass) ?? this.#start(pass);
    try {
      for (startMore(); underway.length > 0; startMore()) {
        const batch = await this.#waitFor(underway[0]);
        underway.shift();
        // The next batches are prepared while the consumer works on this one.
        startMore();
        if (batch) yield batch;
      }
    } finally {
      leaving.abort();
    }
  }

  know(broken: readonly Broken[]): void {
    this.#broken.add(broken);
  }

  report(): LoaderReport {
    return {
      broken: this.#broken.list(),
      waitedSeconds: this.#waitedSeconds,
      totalSeconds: this.#firstRequest === null ? 0 : (this.#lastReply - this.#firstRequest) / 1000,
      cachedBytes: this.#cache.bytes,
    };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #start(pass: Pass): PassUnderway {
    const leaving = new AbortController();
    const { order, places } = divide(this.#data[pass.split], pass, this.#options);
    const underway: Promise<Batch | null>[] = [];
    let started = pass.from ?? 0;
    const startMore = () => {
      while (started < places.length && underway.length < this.#ahead) {
        const batch = this.#load(order, places[started++], pass, leaving.signal);
        // Awaited in order by the pass: until then a failure must not count as unhandled.
        batch.catch(() => {});
        underway.push(batch);
      }
    };
    return { pass, underway, startMore, leaving };
  }

  #takeExpected(pass: Pass) {
    const expected = this.#expected;
    const same = expected !== null && isSame(expected.pass, pass);
    if (!same) expected?.leaving.abort();
    this.#expected = null;
    return same ? expected : null;
  }

  async #waitFor<T>(promise: Promise<T>): Promise<T> {
    const asked = performance.now();
    this.#firstRequest ??= asked;
    try {
      return await promise;
    } finally {
      this.#lastReply = performance.now();
      this.#waitedSeconds += (this.#lastReply - asked) / 1000;
    }
  }

  /** Loads the images at some places of the order, again each time that one of them proves broken. */
  async #load(order: Sample[], places: number[], pass: Pass, signal: AbortSignal): Promise<Batch | null> {
    for (;;) {
      const samples = this.#standIns(order, places, pass);
      if (samples.length === 0) return null;
      const reply = await this.#pool.load(
        () => ({
          images: samples.map(({ id, path }) => ({ id, path, cached: this.#cache.get(path) })),
          epoch: pass.training ? pass.epoch : null,
          corruption: pass.corruption,
          keep: !this.#cache.full,
        }),
        signal,
      );
      if (reply === null) return null;
      for (const image of reply.decoded) this.#cache.add(image);
      if (reply.batch) {
        return { feeds: reply.batch, targets: this.#targets(samples), size: samples.length, samples };
      }
      this.#broken.add(reply.broken);
      this.#broken.stopIfTooMany(pass.split, this.#data[pass.split]);
    }
  }

  /**
   * The samples at `places`, without the broken ones. In training the next whole image of the order stands in, so that
   * every batch keeps its size; it may then be seen twice in an epoch.
   */
  #standIns(order: Sample[], places: number[], pass: Pass): Sample[] {
    const whole = (sample: Sample) => !this.#broken.has(sample.path);
    if (!pass.training) return places.map(place => order[place]).filter(whole);
    return places.flatMap(place => {
      for (let step = 0; step < order.length; step++) {
        const sample = order[(place + step) % order.length];
        if (whole(sample)) return [sample];
      }
      return [];
    });
  }
}

const isSame = (a: Pass, b: Pass): boolean =>
  a.split === b.split &&
  a.training === b.training &&
  a.epoch === b.epoch &&
  a.corruption === b.corruption &&
  (a.from ?? 0) === (b.from ?? 0);
