import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { isUncompilable, type Matched, type MatchTask, outOfTime } from "./match_names.ts";

const { pattern, names, most } = JSON.parse(readFileSync(0, "utf8")) as MatchTask;

// This thread can be stuck in V8: another looks at the time of the processor, which stands still while the process is held.
new Worker(
  `const { cpuUsage, kill, pid } = process;
  const { writeSync } = require("node:fs");
  const { workerData: { most, outOfTime } } = require("node:worker_threads");
  const begun = cpuUsage();
  setInterval(() => {
    const { user, system } = cpuUsage(begun);
    if ((user + system) / 1000 <= most) return;
    writeSync(2, outOfTime);
    kill(pid, "SIGKILL");
  }, Math.min(100, most / 4));`,
  { eval: true, workerData: { most, outOfTime } },
).unref();

function match(): Matched {
  try {
    const expression = new RegExp(pattern, "u");
    return { groups: names.map(name => expression.exec(name)?.[1] ?? null) };
  } catch (error) {
    if (isUncompilable(error)) return { why: "uncompilable" };
    throw error;
  }
}
process.stdout.write(JSON.stringify(match()));
