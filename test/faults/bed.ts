import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkpointsIn } from "../../src/checkpoint/writer.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import type { FailedEvent } from "../../src/events/failed.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { stripeImages } from "../support/stripes.ts";

/** A run that takes seconds: two phases, an epoch of four steps, a checkpoint after every second step, then a picture and an evaluation. */
export const experiment = `data stripes from folder {
  split 25% seed 1
  resize 32px
  batch 4
  workers 2
  augment
}
model resnet20
fine_tune 2 epochs metric error_rate checkpoint every 2 steps
visualize layer 1
evaluate metric accuracy
`;

/** Puts an experiment and its 22 images into a folder, with other files where there are some. */
export async function furnish(folder: string, source = experiment, others: Record<string, Uint8Array> = {}): Promise<void> {
  for (const [name, content] of Object.entries({ ...(await stripeImages(11)), "stripes.exp": source, ...others })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** An instant of a run, and what goes wrong then: see inject.mjs. */
export interface Fault {
  at: "decode" | "engine" | "step" | "validation" | "checkpoint write" | "rename" | "report" | "clock" | "file";
  nth?: number;
  action?: "kill" | "interrupt" | "terminate" | "hang" | "throw" | "exhaust" | ErrorCode;
  /** Of an operation on a file: the kind of the thread. */
  thread?: string;
}

/** What a system says that refuses an operation on a file. */
export const errorCodes = ["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO", "EMFILE", "ESTALE", "EINTR"] as const;
export type ErrorCode = (typeof errorCodes)[number];

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  events: (RunEvent | Omit<FailedEvent, "fault">)[];
  stderr: string;
}

const main = join(packageRoot, "dist", "cli", "main.js");
const injection = pathToFileURL(join(packageRoot, "test", "faults", "inject.mjs")).href;

export interface ProcessOptions {
  fault?: Fault;
  env?: Record<string, string>;
  /** Words before those that start Node: `setpriv …`. */
  wrapper?: readonly string[];
  /** Is told each event as it comes. */
  onEvent?(event: RunEvent, kill: (signal: NodeJS.Signals) => void): void;
  /** Milliseconds after which it is ended by force, and counts as hung. */
  patience?: number;
}

/** Runs the built command line with `--json` in a folder, to its end. */
export function runExp(folder: string, words: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  const { fault, env = {}, wrapper = [], onEvent, patience = 120_000 } = options;
  const [command, ...rest] = [...wrapper, process.execPath, ...(fault ? ["--import", injection] : []), main, ...words, "--json"];
  const child = spawn(command, rest, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", ...(fault ? { EXP_FAULT: JSON.stringify(fault) } : {}), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  const events: Ended["events"] = [];
  let [stderr, line] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", text => {
    stderr += text;
  });
  child.stdout.setEncoding("utf8").on("data", text => {
    const lines = (line + text).split("\n");
    line = lines.pop()!;
    for (const one of lines) {
      events.push(JSON.parse(one));
      onEvent?.(events.at(-1) as RunEvent, signal => child.kill(signal));
    }
  });
  return new Promise(resolve =>
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, events, stderr });
    }),
  );
}

/**
 * Begins a run, whose folder is `run`, and kills it when it has two checkpoints: they are written while training goes on, so in the validation of its third epoch it
 * hangs until the second is there.
 */
export async function killedWithTwo(folder: string, words: readonly string[], run: string): Promise<Ended> {
  let kill: ((signal: NodeJS.Signals) => void) | null = null;
  const timer = setInterval(() => checkpointsIn(run).length === 2 && kill?.("SIGKILL"), 20);
  const onEvent: ProcessOptions["onEvent"] = (_, by) => {
    kill = by;
  };
  try {
    return await runExp(folder, words, { fault: { at: "validation", nth: 5, action: "hang" }, onEvent });
  } finally {
    clearInterval(timer);
  }
}

/** What a run gave, to compare it with another: digests of weights and pictures, the table, and the report without times and places. */
export function resultOf(run: string): Record<string, string> {
  const digest = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");
  const pictures = readdirSync(join(run, "pictures")).map(name => `pictures/${name}`);
  const files = ["weights.safetensors", "best.safetensors", ...pictures].map(name => [name, digest(readFileSync(join(run, name)))]);
  return {
    ...Object.fromEntries(files),
    table: tableOf(run),
    report: digest(withoutTimes(readFileSync(join(run, "report.html"), "utf8"), run)),
  };
}

/** Each epoch and each evaluation, time left out. */
function tableOf(run: string): string {
  const events = readFileSync(join(run, "metrics.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map(line => JSON.parse(line));
  const rows = events.filter(({ event }) => event === "epoch" || event === "evaluated");
  return rows.map(row => JSON.stringify({ ...row, seconds: 0 }).replaceAll(run, "RUN")).join("\n");
}

/** Times differ between any two runs, and so do the folder, and the memory that is free when the plan is made. */
const withoutTimes = (report: string, run: string): string =>
  report
    .replaceAll(run, "RUN")
    .replaceAll(/20\d\d-\d\d-\d\d[T ][\d:.]+(Z| UTC)/g, "WHEN")
    .replaceAll(/(&[lg]t;\s)?\d+(\.\d+)?\s?(s|min|h|%)( \d+ (s|min))?(?![\w-])/g, "N")
    .replaceAll(/of [\d.]+ [KMGT]iB that/g, "of B that");

/** Whether a run folder can be gone on with. */
export const isBegun = (run: string): boolean => existsSync(join(run, "plan.json"));
