import type { Worker } from "node:worker_threads";
import { afterAwake } from "../common/awake.ts";
import { startWorker } from "../common/worker.ts";
import type { Program } from "../program/program.ts";
import type { PlanSummary } from "./summary.ts";

/** The plan of a program, or why there is none. */
export type Planned = { plan: PlanSummary } | { problem: PlanProblem };
export interface PlanProblem {
  message: string;
  fix: string | null;
}

/** A message to `plan.worker.ts`. */
export interface PlanRequest {
  id: number;
  program: Program;
}
/** Its answer. */
export interface PlanReply {
  id: number;
  planned: Planned;
}

export interface AskOptions {
  /** Withdraws the request. */
  signal: AbortSignal;
  /** Whether to look at the data again although a plan is known. */
  fresh?: boolean;
}

/** Limits of one plan, in seconds and megabytes: a folder may be the root of a disk, and a regular expression may never end. */
const longest = 60;
const maxOldGenerationSizeMb = 2048;
const tooLong: PlanProblem = { message: `planning takes longer than ${longest} s`, fix: "use `exp plan`, which has no time limit" };
/** Milliseconds for which `forget` keeps a plan: making one may read thousands of files. */
const keptByForget = 60_000;
/** Plans kept: those of open files, and of their versions before the last changes. */
const most = 64;

interface Job {
  key: string;
  program: Program;
  /** Called with the plan; one for each request. */
  answers: Set<(planned: Planned) => void>;
}

/**
 * Plans programs on one thread, one after the other. Requests for the same program share one plan. A plan that nobody waits for any more is
 * stopped.
 */
export class Planner {
  readonly #known = new Map<string, { planned: Planned; program: Program; at: number }>();
  #waiting: Job[] = [];
  #running: { job: Job; id: number; stopWaiting: () => void } | null = null;
  #worker: Worker | null = null;
  #id = 0;

  /** The plan of a program, if it is known already. */
  known(program: Program): Planned | undefined {
    const known = this.#known.get(keyOf(program));
    return known && holdsFor(known.planned, known.program, program) ? known.planned : undefined;
  }

  /** Plans a program without asking any server; null if `signal` withdraws the request. */
  async plan(program: Program, { signal, fresh = false }: AskOptions): Promise<Planned | null> {
    const known = this.known(program);
    if (signal.aborted) return null;
    if (known && !fresh) return known;
    const job = this.#jobFor(program);
    const planned = await this.#answerTo(job, signal);
    return planned === null || holdsFor(planned, job.program, program) ? planned : this.plan(program, { signal, fresh });
  }

  /** Drops plans that are older than a minute: the data may have changed. */
  forget(): void {
    for (const [key, { at }] of this.#known) if (performance.now() - at > keptByForget) this.#known.delete(key);
  }

  /** Stops the thread. Requests under way stay without an answer. */
  async close(): Promise<void> {
    this.#waiting = [];
    this.#running?.stopWaiting();
    this.#running = null;
    await this.#stopThread();
  }

  #answerTo(job: Job, signal: AbortSignal): Promise<Planned | null> {
    return new Promise(resolve => {
      const withdraw = () => {
        job.answers.delete(answer);
        if (job.answers.size === 0) this.#drop(job);
        resolve(null);
      };
      const answer = (planned: Planned) => {
        signal.removeEventListener("abort", withdraw);
        resolve(planned);
      };
      job.answers.add(answer);
      signal.addEventListener("abort", withdraw, { once: true });
    });
  }

  #jobFor(program: Program): Job {
    const key = keyOf(program);
    const found = [...this.#waiting, ...(this.#running ? [this.#running.job] : [])].find(job => job.key === key);
    if (found) return found;
    const job: Job = { key, program, answers: new Set() };
    this.#waiting.push(job);
    this.#startSoon();
    return job;
  }

  #drop(job: Job): void {
    this.#waiting = this.#waiting.filter(other => other !== job);
    if (this.#running?.job !== job) return;
    this.#running.stopWaiting();
    this.#running = null;
    void this.#stopThread();
    this.#startSoon();
  }

  /** Whoever withdraws several requests does so at once: none of them is to start between. */
  #startSoon(): void {
    queueMicrotask(() => this.#start());
  }

  #start(): void {
    const job = this.#running ? undefined : this.#waiting.shift();
    if (!job) return;
    this.#worker ??= this.#startThread();
    const id = ++this.#id;
    const stopWaiting = afterAwake(longest, () => this.#giveUp(tooLong));
    this.#running = { job, id, stopWaiting };
    this.#worker.postMessage({ id, program: job.program } satisfies PlanRequest);
  }

  #startThread(): Worker {
    // What it prints would break the messages of a language server.
    const worker = startWorker("plan", { resourceLimits: { maxOldGenerationSizeMb }, stdout: true, stderr: true });
    worker.unref();
    worker.on("message", ({ id, planned }: PlanReply) => {
      if (this.#running?.id === id) this.#settle(planned);
    });
    worker.on("error", ({ message }) => {
      if (worker === this.#worker) this.#giveUp({ message: `this cannot be planned here: ${message}`, fix: null });
    });
    return worker;
  }

  /** The next plan gets a new thread. A thread may also fail after it has answered. */
  #giveUp(problem: PlanProblem): void {
    void this.#stopThread();
    if (this.#running) this.#settle({ problem });
  }

  #settle(planned: Planned): void {
    const { job, stopWaiting } = this.#running!;
    stopWaiting();
    this.#running = null;
    this.#known.delete(job.key);
    this.#known.set(job.key, { planned, program: job.program, at: performance.now() });
    for (const key of this.#known.keys()) if (this.#known.size > most) this.#known.delete(key);
    for (const answer of job.answers) answer(planned);
    this.#startSoon();
  }

  async #stopThread(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

/** Whether what was found of `planned` holds for a program of the same key: a problem may name a line, which another text has elsewhere. */
const holdsFor = (found: Planned, planned: Program, { places }: Program): boolean =>
  "plan" in found || planned.places.every((place, i) => place === places[i]);

/** What the plan depends on: not the places in the text. */
export function keyOf(program: Program): string {
  const { source: _, included: __, places: ___, ...rest } = program;
  const key = keys.get(program) ?? JSON.stringify(rest, (name, value) => (name === "span" ? undefined : value));
  keys.set(program, key);
  return key;
}
const keys = new WeakMap<Program, string>();
