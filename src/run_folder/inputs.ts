import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { Failure } from "../common/failure.ts";
import { writeAtomic } from "../common/files.ts";
import { readJson } from "../common/read_json.ts";
import { plural } from "../common/units.ts";
import { startWorker } from "../common/worker.ts";
import { imagesAt } from "../data/images_at.ts";
import { limitOf } from "../inputs/image/limits.ts";
import type { Plan } from "../plan/plan.ts";
import { kindOf, type PlanStep } from "../steps/index.ts";

/** A file that a run reads. */
export interface Input {
  path: string;
  bytes: number;
  /** When it was changed last, milliseconds since 1970. */
  modified: number;
  /** Of its content, hexadecimal; null until it is known. */
  sha256: string | null;
}

/** What inputs.json of a run folder holds. */
export interface Inputs {
  images: Input[];
  weights: Input[];
}

export const inputsName = "inputs.json";
/** Files looked at at once. */
const atOnce = 64;

export const inputsIn = (folder: string): Inputs | null => readJson<Inputs>(join(folder, inputsName));

const weightsOf = ({ model: { weights } }: Plan): string[] => ("path" in weights ? [weights.path] : []);

/** The images of the data, and those that steps name. */
async function imagesOf({ data, steps }: Plan): Promise<string[]> {
  const named = await Promise.all(steps.map(imagesOfStep));
  return [...new Set([...[...data.train, ...data.valid].map(({ path }) => path), ...named.flat()])];
}

/** Images at a path that are gone are no images. */
async function imagesOfStep(step: PlanStep): Promise<string[]> {
  const { images, paths } = kindOf(step).inputs(step);
  const found = await Promise.all(paths.map(path => imagesAt(path, step.kind).catch(() => [])));
  return [...images, ...found.flat()];
}

/** Sizes and times of the images and the weights that a plan names; what is gone, or is no file, as a device that has no end, or is larger than an image that is decoded, is left out. */
export async function lookAtInputs(plan: Plan): Promise<Inputs> {
  return { images: await lookAt(await imagesOf(plan), limitOf("bytes")), weights: await lookAt(weightsOf(plan)) };
}

async function lookAt(paths: readonly string[], mostBytes = Number.POSITIVE_INFINITY): Promise<Input[]> {
  const found = new Array<Input | null>(paths.length).fill(null);
  const queue = paths.entries();
  const work = async () => {
    for (const [i, path] of queue) {
      const there = await stat(path).catch(() => null);
      if (there?.isFile() && there.size <= mostBytes) found[i] = { path, bytes: there.size, modified: there.mtimeMs, sha256: null };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found.filter(input => input !== null);
}

const unknownHashes = (why: string): string => `the hashes of the images are not known to a later \`exp resume\` or \`exp repeat\`: ${why}`;

/** Knows what a run reads, and hashes it in the background: once in a run this takes less than decoding it once. */
export class InputRecord {
  readonly #folder: string;
  readonly #plan: Plan;
  #worker: Worker | null = null;
  /** Gives what stood in the way, a sentence. */
  #hashing: Promise<string | null> = Promise.resolve(null);
  #inputs: Inputs | null = null;

  constructor(folder: string, plan: Plan) {
    this.#folder = folder;
    this.#plan = plan;
  }

  /** Begins to hash what is not hashed yet; what is not known of the files at all, it looks at now. */
  async begin(): Promise<void> {
    const known = inputsIn(this.#folder);
    this.#inputs = known ?? (await lookAtInputs(this.#plan));
    if (!known) await this.#write(this.#inputs);
    const { images, weights } = this.#inputs;
    if ([...images, ...weights].every(({ sha256 }) => sha256 !== null)) return;
    this.#hashing = this.#hashAll({ images, weights }).then(
      () => null,
      (error: Error) => unknownHashes(error.message),
    );
  }

  /** What has changed while the run went on, one sentence each. */
  async changed(): Promise<string[]> {
    return this.#inputs ? changesOf(this.#inputs, await lookAtInputs(this.#plan), noHash) : [];
  }

  /** Waits until all is hashed, or `signal` is raised; gives what stood in the way, a sentence. */
  async finish(signal: AbortSignal): Promise<string | null> {
    const stopped = new Promise<string>(resolve => {
      const stop = () => resolve(unknownHashes("the run was stopped while they were made"));
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
    // Where both are done, what is hashed counts.
    return Promise.race([this.#hashing, stopped]);
  }

  /** Leaves what is not hashed yet to another session. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #hashAll(inputs: Inputs): Promise<void> {
    this.#worker = startWorker("hash");
    this.#worker.unref();
    const digests = await hashesOf(this.#worker, [...inputs.images, ...inputs.weights]);
    await this.#worker.terminate();
    if (digests === null) return;
    const withHash = (input: Input, i: number): Input => ({ ...input, sha256: digests[i] });
    await this.#write({
      images: inputs.images.map(withHash),
      weights: inputs.weights.map((input, i) => withHash(input, inputs.images.length + i)),
    });
  }

  async #write(inputs: Inputs): Promise<void> {
    await writeAtomic(join(this.#folder, inputsName), `${JSON.stringify(inputs)}\n`);
  }
}

/** Digests of files, null of those that are not as they were looked at; null where the thread was ended before. Throws a `Failure` of fault `machine` where it died. */
function hashesOf(worker: Worker, files: readonly Input[]): Promise<(string | null)[] | null> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", ({ message }) =>
      reject(new Failure("machine", `the thread that hashes files stopped: ${message}`, "see to it that memory is free, then try again")),
    );
    worker.once("exit", () => resolve(null));
    worker.postMessage(files);
  });
}

/** Hashes files in a thread of their own. */
export async function hashFiles(files: readonly Input[]): Promise<(string | null)[]> {
  const worker = startWorker("hash");
  try {
    return (await hashesOf(worker, files)) ?? files.map(() => null);
  } finally {
    await worker.terminate();
  }
}
const noHash: typeof hashFiles = async files => files.map(() => null);

/**
 * What differs between two looks at the inputs of a run, one sentence each. A file that was touched only is the same: where its time alone is
 * another, `hash` says; with `everyHash` it looks at every file.
 */
export async function changesOf(before: Inputs, now: Inputs, hash = hashFiles, everyHash = false): Promise<string[]> {
  const kinds = { image: [before.images, now.images], "file of weights": [before.weights, now.weights] } as const;
  const sentences: string[] = [];
  for (const [what, [old, current]] of Object.entries(kinds)) {
    const there = new Map(current.map(input => [input.path, input]));
    const gone = old.filter(({ path }) => !there.has(path));
    const isTouched = ({ path, modified, sha256 }: Input) => (everyHash && sha256 !== null) || there.get(path)!.modified !== modified;
    const touched = old.filter(input => there.has(input.path) && isTouched(input));
    const sameSize = touched.filter(({ path, bytes }) => there.get(path)!.bytes === bytes);
    const digests = await hash(sameSize.map(({ path }) => there.get(path)!));
    const same = new Set(sameSize.filter(({ sha256 }, i) => sha256 !== null && digests[i] === sha256).map(({ path }) => path));
    const other = old.filter(input => {
      const found = there.get(input.path);
      return found && (found.bytes !== input.bytes || (isTouched(input) && !same.has(input.path)));
    });
    if (gone.length > 0) sentences.push(`${plural(gone.length, what)} ${gone.length === 1 ? "is" : "are"} gone: ${named(gone)}`);
    if (other.length > 0) sentences.push(`${plural(other.length, what)} changed: ${named(other)}`);
    const known = new Set(old.map(({ path }) => path));
    const added = current.filter(({ path }) => !known.has(path));
    if (added.length > 0) sentences.push(`${plural(added.length, what)} ${added.length === 1 ? "is" : "are"} new: ${named(added)}`);
  }
  return sentences;
}

const named = (inputs: readonly Input[]): string => {
  const some = inputs.slice(0, 3).map(({ path }) => path);
  return `${some.join(", ")}${inputs.length > some.length ? ", …" : ""}`;
};
