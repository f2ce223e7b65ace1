import { once } from "node:events";
import { SHARE_ENV, type Worker } from "node:worker_threads";
import { Failure } from "../../common/failure.ts";
import type { Tensor } from "../../common/tensor.ts";
import { startWorker } from "../../common/worker.ts";
import type { Graph } from "../../graph/graph.ts";
import type { EngineOptions, Executable, Session } from "../engine.ts";
import type { TfjsName } from "./backends.ts";
import type { Replies, Reply, Request, SentError, Started, WorkerData } from "./protocol.ts";

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Starts the engine's worker and waits until its backend is up. Throws a `Failure` of fault `machine` if it cannot start. */
export async function openSession(engine: TfjsName, options: EngineOptions): Promise<Session> {
  // Native libraries read the environment of the process: a worker's own copy would not reach them.
  const worker = startWorker("tfjs", { workerData: { engine, options } satisfies WorkerData, env: SHARE_ENV });
  const started = await firstWord(worker);
  if (started.ready) return new WorkerSession(engine, worker, started);
  await worker.terminate();
  throw new Failure("machine", `the engine ${engine} did not start: ${started.error.message}`, started.error.fix);
}

/** What the worker says first; a native library may end it before it says anything. */
export async function firstWord(worker: Worker): Promise<Started> {
  const failed = (message: string): Started => ({ ready: false, error: { message } });
  const leaving = new AbortController();
  const { signal } = leaving;
  try {
    // `once` rejects where the worker emits an error.
    return await Promise.race([
      once(worker, "message", { signal }).then(([started]) => started as Started),
      once(worker, "exit", { signal }).then(([code]) => failed(`its thread ended with code ${code}`)),
    ]);
  } catch (error) {
    return failed((error as Error).message);
  } finally {
    leaving.abort();
  }
}

/** The main thread's side of a session: every call is a message, and the worker answers in order. */
class WorkerSession implements Session {
  readonly engine: TfjsName;
  readonly device: string;
  readonly isGpu: boolean;
  readonly resampler = null;
  readonly augments = false;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #ended: Error | null = null;

  constructor(engine: TfjsName, worker: Worker, { device, isGpu }: Started & { ready: true }) {
    this.engine = engine;
    this.device = device;
    this.isGpu = isGpu;
    this.#worker = worker;
    worker.on("message", (reply: Reply) => this.#settle(reply));
    worker.on("error", error => this.#end(new Failure("machine", `the engine ${engine} crashed: ${error.message}`)));
    worker.on("exit", () => this.#end(new Failure("machine", `the engine ${engine} ended unexpectedly`)));
  }

  async write(state: Record<string, Tensor>): Promise<void> {
    await this.#ask({ kind: "write", state });
  }

  read(names: readonly string[]): Promise<Record<string, Tensor>> {
    return this.#ask({ kind: "read", names });
  }

  async compile(graph: Graph): Promise<Executable> {
    const program = await this.#ask({ kind: "compile", graph });
    return {
      run: (feeds, transfer = []) =>
        this.#ask(
          { kind: "run", program, feeds },
          transfer.map(name => feeds[name].buffer as ArrayBuffer),
        ),
      dispose: async () => {
        await this.#ask({ kind: "dispose", program });
      },
    };
  }

  memory(): Promise<number> {
    return this.#ask({ kind: "memory" });
  }

  async close(): Promise<void> {
    this.#end(new Error(`the session of ${this.engine} was closed`));
    await this.#worker.terminate();
  }

  #ask<K extends Request["kind"]>(request: Request & { kind: K }, transfer: ArrayBuffer[] = []): Promise<Replies[K]> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const id = this.#nextId++;
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.#worker.postMessage({ ...request, id }, transfer);
    });
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ("result" in reply) pending?.resolve(reply.result);
    else {
      const error = received(reply.error);
      pending?.reject(error);
      if (reply.ends) this.#end(error);
    }
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

const received = ({ message, stack, fault, fix }: SentError): Error =>
  Object.assign(fault ? new Failure(fault, message, fix) : new Error(message), { stack });
