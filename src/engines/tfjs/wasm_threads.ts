import { createRequire } from "node:module";
import os from "node:os";
import { dirname, join } from "node:path";
import workerThreads, { type WorkerOptions } from "node:worker_threads";

/**
 * tfjs's wasm backend has a build with threads, but turns it off in Node, for two reasons that are undone while `load` starts it:
 * - Its workers are started from blob URLs, which Node cannot load: here a Worker class serves the same sources from the package's files.
 * - It takes at most half of the cores that Emscripten counts, leaving one of two idle: here Emscripten counts twice `threads`.
 * The threads themselves are Emscripten's own, over worker_threads. With one thread nothing is gained, and the plain build starts faster.
 */
export async function withThreads<T>(threads: number, load: () => Promise<T>): Promise<T> {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "wasm-out");
  const script = join(folder, "tfjs-backend-wasm-threaded-simd.js");
  const { wasmWorkerContents } = require(join(folder, "tfjs-backend-wasm-threaded-simd.worker.js")) as { wasmWorkerContents: string };
  // The source stands in a template literal, where its escaped line ends became real ones.
  const source = wasmWorkerContents.replace(/\n/g, "\\n");

  const { Worker } = workerThreads;
  class ThreadWorker extends Worker {
    constructor(file: string | URL, options?: WorkerOptions) {
      if (String(file).startsWith("blob:")) super(source, { ...options, eval: true });
      else super(file, options);
    }
    override postMessage(message: unknown, transfer?: Parameters<InstanceType<typeof Worker>["postMessage"]>[1]): void {
      const loads = (message as { cmd?: string } | null)?.cmd === "load";
      super.postMessage(loads ? { ...(message as object), urlOrBlob: script } : message, transfer);
    }
  }
  const { cpus } = os;
  workerThreads.Worker = ThreadWorker;
  os.cpus = () => new Array(2 * threads).fill(cpus()[0]);
  try {
    return await load();
  } finally {
    workerThreads.Worker = Worker;
    os.cpus = cpus;
  }
}
