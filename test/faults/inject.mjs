// Preloaded by `--import` into a run and its threads: makes one thing go wrong, at the instant that EXP_FAULT names.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";
import { basename, resolve, sep } from "node:path";
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
if (at === "file") failFile();
else if (at) {
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

/**
 * Fails the operation `nth` of this kind of thread on a file in the working folder by the code `action`; with nth 0 none. Each operation is logged in EXP_FAULT_LOG, a line each:
 * thread, number, name, path.
 */
function failFile() {
  const { thread, nth = 0, action } = JSON.parse(process.env.EXP_FAULT);
  const here = isMainThread ? "main" : basename(process.argv[1], ".js");
  const [root, log] = [process.cwd() + sep, process.env.EXP_FAULT_LOG];
  const append = fs.appendFileSync;
  const paths = new Map();
  let operations = 0;
  const isInside = path => typeof path === "string" && resolve(path).startsWith(root);
  const fault = (name, path) => {
    if (!isInside(path)) return null;
    operations++;
    append(log, `${[here, operations, name, resolve(path).slice(root.length)].join("\t")}\n`);
    if (here !== thread || operations !== nth) return null;
    const syscall = name.replace("Sync", "");
    return Object.assign(new Error(`${action}: injected, ${syscall} '${path}'`), {
      code: action,
      errno: -(constants.errno[action] ?? 5),
      syscall,
      path,
    });
  };
  let depth = 0;
  for (const name of [
    "stat",
    "lstat",
    "readdir",
    "mkdir",
    "rename",
    "rm",
    "unlink",
    "truncate",
    "link",
    "access",
    "realpath",
    "readlink",
    "open",
  ]) {
    const sync = fs[`${name}Sync`];
    fs[`${name}Sync`] = (path, ...words) => {
      const error = depth > 0 ? null : fault(`${name}Sync`, String(path));
      if (error) throw error;
      depth++;
      try {
        const result = sync(path, ...words);
        if (name === "open") paths.set(result, String(path));
        return result;
      } finally {
        depth--;
      }
    };
    Object.assign(fs[`${name}Sync`], sync);
    const later = fs.promises[name];
    fs.promises[name] = async (path, ...words) => {
      const error = fault(name, String(path));
      if (error) throw error;
      const result = await later(path, ...words);
      if (name === "open" && isInside(String(path))) failHandle(result, String(path));
      return result;
    };
  }
  for (const name of ["read", "write", "fsync", "fstat", "close", "appendFile", "writeFile", "readFile"]) {
    const sync = fs[`${name}Sync`];
    fs[`${name}Sync`] = (file, ...words) => {
      const path = typeof file === "number" ? paths.get(file) : String(file);
      const error = depth > 0 || path === undefined ? null : fault(`${name}Sync`, path);
      // What cannot be closed is closed all the same.
      if (error && name !== "close") throw error;
      depth++;
      try {
        const result = sync(file, ...words);
        if (name === "close") paths.delete(file);
        if (error) throw error;
        return result;
      } finally {
        depth--;
      }
    };
  }
  for (const name of ["readFile", "writeFile"]) {
    const later = fs.promises[name];
    fs.promises[name] = async (file, ...words) => {
      const error = typeof file === "string" ? fault(name, file) : file.failNext?.(name);
      if (error) throw error;
      return later(file, ...words);
    };
  }
  function failHandle(handle, path) {
    handle.failNext = name => fault(`handle.${name}`, path);
    for (const name of ["read", "write", "sync", "stat", "chmod", "truncate", "close"]) {
      const method = handle[name];
      handle[name] = async (...words) => {
        const error = handle.failNext(name);
        if (error && name !== "close") throw error;
        const result = await method.apply(handle, words);
        if (error) throw error;
        return result;
      };
    }
  }
  syncBuiltinESMExports();
}
