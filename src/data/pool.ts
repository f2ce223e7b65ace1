import type { Worker } from "node:worker_threads";
import { Failure } from "../common/failure.ts";
import { startWorker } from "../common/worker.ts";
import type { LoaderOptions } from "./data.ts";
import type { LoadReply, LoadTask } from "./protocol.ts";

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
  private readonly workers: Worker[];
  private readonly idle: Worker[];
  private readonly queue: Waiting[] = [];
  private readonly running = new Map<Worker, Waiting>();
  private tasks = 0;
  private ended: Error | null = null;

  constructor(options: LoaderOptions) {
    this.workers = Array.from({ length: options.workers }, () => startWorker("loader", { workerData: options }));
    this.idle = [...this.workers];
    for (const worker of this.workers) {
      // Idle workers do not keep the process alive.
      worker.unref();
      worker.on("message", (reply: LoadReply) => this.finish(worker, reply));
      worker.on("error", error => this.end(crashed(error.message)));
      worker.on("exit", code => this.end(crashed(`it ended with code ${code}`)));
    }
  }

  /** The worker's reply, or `null` where `signal` was aborted before a worker took the job. */
  load(job: () => Job, signal: AbortSignal): Promise<LoadReply | null> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      this.queue.push({ job, signal, resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.end(new Error("the loader was closed while it was in use"));
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }

  private next(): void {
    while (this.queue.length > 0 && this.idle.length > 0) {
      const waiting = this.queue.shift()!;
      if (waiting.signal.aborted) {
        waiting.resolve(null);
        continue;
      }
      const worker = this.idle.shift()!;
      this.running.set(worker, waiting);
      worker.ref();
      worker.postMessage({ task: this.tasks++, ...waiting.job() } satisfies LoadTask);
    }
  }

  private finish(worker: Worker, reply: LoadReply): void {
    const waiting = this.running.get(worker);
    this.running.delete(worker);
    worker.unref();
    this.idle.push(worker);
    waiting?.resolve(reply);
    this.next();
  }

  private end(error: Error): void {
    this.ended ??= error;
    for (const { reject } of [...this.running.values(), ...this.queue.splice(0)]) reject(this.ended);
    this.running.clear();
  }
}

const crashed = (reason: string) =>
  new Failure("machine", `a thread that loads images stopped: ${reason}`, "fewer `workers` or a smaller `cache` take less memory");
