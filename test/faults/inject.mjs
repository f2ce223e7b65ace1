// Preloaded by `--import` into a run and its threads: makes one thing go wrong, at the instant that EXP_FAULT names.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import worker_threads from "node:worker_threads";

const { isMainThread, parentPort, workerData } = worker_threads;
/** `at`: the instant; `nth`: which of its kind, from 1; `action`: what goes wrong. */
const { at, nth = 1, action = "kill" } = JSON.parse(process.env.EXP_FAULT ?? "{}");

const actions = {
  kill: () => process.kill(process.pid, "SIGKILL"),
  interrupt: () => process.kill(process.pid, "SIGINT"),
  terminate: () => process.kill(process.pid, "SIGTERM"),
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  throw: () => {
    setImmediate(() => {
      throw new Error("injected");
    });
  },
  exhaust: () => {
    const kept = [];
    for (;;) kept.push(new Array(1e6).fill(kept.length));
  },
};
let count = 0;
const reach = place => {
  if (place === at && ++count === nth) actions[action]();
};

/** Calls `before` and `after` with the arguments of a function of Node's. */
function around(module, name, before, after = () => {}) {
  const original = module[name];
  module[name] = function (...words) {
    before(...words);
    const result = original.apply(this, words);
    if (result instanceof Promise) result.then(() => after(...words));
    else after(...words);
    return result;
  };
}

const isLoader = !isMainThread && workerData?.imageSize !== undefined && workerData?.workers !== undefined;
const isEngine = !isMainThread && workerData?.engine !== undefined;
if (at) {
  if (isLoader) around(parentPort, "postMessage", () => reach("decode"));
  if (isEngine) around(parentPort, "postMessage", () => reach("engine"));
  if (isMainThread)
    around(
      fs,
      "appendFileSync",
      () => {},
      (_, data) => {
        const text = typeof data === "string" ? data : "";
        if (text.includes('"training":true')) reach("step");
        if (text.includes('"training":false')) reach("validation");
      },
    );
  // Only the thread that writes checkpoints writes in pieces.
  if (!isMainThread) around(fs, "writeSync", () => reach("checkpoint write"));
  for (const [module, name] of [
    [fs, "renameSync"],
    [fs.promises, "rename"],
  ])
    around(
      module,
      name,
      () => reach("rename"),
      () => reach("rename"),
    );
  around(fs.promises, "open", file => {
    if (String(file).includes(".report.html.")) reach("report");
  });
  if (at === "clock" && isMainThread) {
    // An hour is taken from the clock at every tenth look.
    const now = Date.now;
    let [looks, back] = [0, 0];
    Date.now = () => {
      if (++looks % 10 === 0) back += 3_600_000;
      return now() - back;
    };
  }
  syncBuiltinESMExports();
}
