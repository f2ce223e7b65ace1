import type { Worker } from "node:worker_threads";
import { afterAwake } from "../../common/awake.ts";
import { startWorker } from "../../common/worker.ts";
import type { Program } from "../../program/program.ts";
import type { FactsReply, FactsRequest, Found } from "./protocol.ts";

/** A look at the data may take no longer, in seconds: a folder may be the root of a disk, and a regular expression may never end. */
const longest = 20;
const tooLong = "a look at the data takes longer than an editor can wait; `exp plan` has the time";
/** In milliseconds. */
const fresh = 60_000;
const mostMegabytes = 1024;
/** Plans kept: those of files that are open, and of what was there before the last changes. */
const kept = 64;

interface Job {
  key: string;
  program: Program;
}

/**
 * What plans say of programs, made one after the other in a thread of their own: asking for them gives what is known already, and sees to the
 * rest. `onFound` is called when there is something new.
 */
export class FactsStore {
  readonly #found = new Map<string, { found: Found; at: number }>();
  readonly #onFound: () => void;
  #wanted: Job[] = [];
  #worker: Worker | null = null;
  #running: { job: Job; id: number; stopWaiting: () => void } | null = null;
  #id = 0;

  constructor(onFound: () => void) {
    this.#onFound = onFound;
  }

  /** What is known of a program. */
  of(program: Program): Found | undefined {
    return this.#found.get(keyOf(program))?.found;
  }

  /** Sees to it that these programs are known, and drops what was wanted before. */
  want(programs: readonly Program[]): void {
    const jobs = programs.map(program => ({ key: keyOf(program), program }));
    this.#wanted = jobs.filter(({ key }) => !this.#found.has(key) && key !== this.#running?.job.key);
    // What is stale is not waited for.
    if (this.#running && !jobs.some(({ key }) => key === this.#running!.job.key)) this.#stop();
    this.#next();
  }

  /** The data may be others now. What was looked at in the last minute is not looked at anew: each look may read thousands of files. */
  forget(): void {
    for (const [key, { at }] of this.#found) if (performance.now() - at > fresh) this.#found.delete(key);
  }

  close(): void {
    this.#wanted = [];
    this.#stop();
  }

  #next(): void {
    const job = this.#running ? undefined : this.#wanted.shift();
    if (!job) return;
    this.#worker ??= this.#start();
    const id = ++this.#id;
    const stopWaiting = afterAwake(longest, () => {
      this.#stop();
      this.#settle(job, { problem: tooLong });
    });
    this.#running = { job, id, stopWaiting };
    this.#worker.postMessage({ id, program: job.program } satisfies FactsRequest);
  }

  #start(): Worker {
    const worker = startWorker("facts", { resourceLimits: { maxOldGenerationSizeMb: mostMegabytes }, stdout: true, stderr: true });
    worker.unref();
    worker.on("message", ({ id, found }: FactsReply) => {
      if (this.#running?.id !== id) return;
      const { job, stopWaiting } = this.#running;
      stopWaiting();
      this.#running = null;
      this.#settle(job, found);
    });
    worker.on("error", error => {
      if (worker !== this.#worker) return;
      const job = this.#running?.job;
      this.#stop();
      if (job) this.#settle(job, { problem: `the plan cannot be made here: ${error.message}` });
    });
    return worker;
  }

  #settle(job: Job, found: Found): void {
    this.#found.set(job.key, { found, at: performance.now() });
    for (const key of this.#found.keys()) if (this.#found.size > kept) this.#found.delete(key);
    this.#onFound();
    this.#next();
  }

  #stop(): void {
    this.#running?.stopWaiting();
    this.#running = null;
    void this.#worker?.terminate();
    this.#worker = null;
  }
}

/** What the plan follows from: not where it stands in the text. */
function keyOf(program: Program): string {
  const { file, experiment, seed, use, exact, data, model, steps } = program;
  const key =
    keys.get(program) ??
    JSON.stringify([file, experiment, seed, use, exact, data, model, steps], (name, value) => (name === "span" ? undefined : value));
  keys.set(program, key);
  return key;
}
const keys = new WeakMap<Program, string>();
