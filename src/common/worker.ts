import { join } from "node:path";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { packageRoot } from "./package_root.ts";

/** Starts the worker thread built from the file `NAME.worker.ts` under src/. Workers always run from dist/, also under the test runner. */
export const startWorker = (name: string, options: WorkerOptions = {}): Worker =>
  new Worker(join(packageRoot, "dist", "workers", `${name}.js`), options);
