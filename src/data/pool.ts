import type { Worker } from "node:worker_threads";
import { afterAwake } from "../common/awake.ts";
import { Failure } from "../common/failure.ts";
import { formatSeconds, plural } from "../common/units.ts";
import { startWorker } from "../common/worker.ts";
import { limitOf } from "../inputs/image/limits.ts";
import type { LoaderOptions } from "./data.ts";
import type { LoadReply, LoadTask } from "./protocol.ts";
// Before any worker is there: see sharp.ts.
import "../inputs/image/sharp.ts";

type Job = Omit<LoadTask, "task">;
interface Waiting {
  /** Made when a worker is free, so that it sees what has been cached by then. */
  job: () => Job;
  signal: AbortSignal;
  resolve(reply: LoadReply | null): void;
  reject(error: Error): void;
}

/** The worker threads of one loader: jobs start in order, each on the first worker that is free. */
export class LoaderPool {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #queue: Waiting[] = [];
  readonly #running = new Map<Worker, Waiting>();
  readonly #timers = new Map<Worker, () => void>();
  readonly #patience = workerPatience();
  #tasks = 0;
  #ended: Error | null = null;

  constructor(options: LoaderOptions) {
    this.#workers = Array.from({ length: options.workers }, () => startWorker("loader", { workerData: options }));
    this.#idle = [...this.#workers];
    for (const worker of this.#workers) {
      // Idle workers do not keep the process alive.
      worker.unref();
      worker.on("message", (reply: LoadReply) => this.#finish(worker, reply));
      worker.on("error", error => this.#end(crashed(error.message)));
      worker.on("exit", code => this.#end(crashed(`it ended with code ${code}`)));
    }
  }

  /** The worker's reply, or `null` where `signal` was aborted before a worker took the job. */
  load(job: () => Job, signal: AbortSignal): Promise<LoadReply | null> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#queue.push({ job, signal, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#end(new Error("the loader was closed while it was in use"));
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }

  #next(): void {
    while (this.#queue.length > 0 && this.#idle.length > 0) {
      const waiting = this.#queue.shift()!;
      if (waiting.signal.aborted) {
        waiting.resolve(null);
        continue;
      }
      const worker = this.#idle.shift()!;
      this.#running.set(worker, waiting);
      worker.ref();
      const job = waiting.job();
      worker.postMessage({ task: this.#tasks++, ...job } satisfies LoadTask);
      const patience = this.#patience ?? Math.max(defaultPatience, job.images.length * limitOf("seconds"));
      this.#timers.set(
        worker,
        afterAwake(patience, () => this.#end(hung(patience, job))),
      );
    }
  }

  #finish(worker: Worker, reply: LoadReply): void {
    // `terminate` keeps the process until the worker has ended, `unref` would not.
    if (this.#ended) return;
    const waiting = this.#running.get(worker);
    this.#running.delete(worker);
    this.#timers.get(worker)?.();
    worker.unref();
    this.#idle.push(worker);
    waiting?.resolve(reply);
    this.#next();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const stop of this.#timers.values()) stop();
    for (const { reject } of [...this.#running.values(), ...this.#queue.splice(0)]) reject(this.#ended);
    this.#running.clear();
  }
}

const crashed = (reason: string) =>
  new Failure(
    "machine",
    `a thread that loads images stopped: ${reason}`,
    /too many (?:open )?files|EMFILE/i.test(reason)
      ? "close some programs, or raise `ulimit -n`; fewer `workers` open fewer files"
      : "fewer `workers` or a smaller `cache` take less memory",
  );

/** Seconds that a batch may take at least: many times what the slowest network folder needs. Images that are slow to draw may take theirs one after another. */
const defaultPatience = 600;

/** The value of EXP_WORKER_TIMEOUT; null if it is not set. */
function workerPatience({ EXP_WORKER_TIMEOUT: given } = process.env): number | null {
  if (given === undefined || given === "") return null;
  const seconds = Number(given);
  if (seconds > 0) return seconds;
  throw new Failure("command line", `EXP_WORKER_TIMEOUT takes a number of seconds, not \`${given}\``, "set it to 600, for example");
}

function hung(seconds: number, { images }: Job): Failure {
  const [first, ...others] = images.map(({ path }) => path);
  const more = others.length > 0 ? ` and ${plural(others.length, "other")}` : "";
  return new Failure(
    "machine",
    `a thread that loads images has not answered for ${formatSeconds(seconds)}: it is at ${first}${more}`,
    "see whether these can be read; EXP_WORKER_TIMEOUT sets the seconds that a batch may take",
  );
}
