import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { key, uniform } from "../../src/common/random.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { readJournal } from "../../src/run_folder/journal.ts";
import { type Ended, type ErrorCode, errorCodes, type Fault, furnish, isBegun, resultOf, runExp } from "./bed.ts";

/** As small as a run with checkpoints, best weights, a picture and an evaluation can be. */
const experiment = `data stripes from folder { split 25% seed 1; resize 32px; batch 8; workers 1 }
model resnet18
fit 2 epochs metric error_rate checkpoint every 2 steps
visualize layer 1
`;

/** What people are told of a code, in the message. */
const causes: Record<ErrorCode, RegExp> = {
  ENOSPC: /the disk is full/,
  EDQUOT: /your disk quota is used up/,
  EFBIG: /the file would be larger than the disk or its limit allows/,
  EROFS: /the file system is read-only/,
  EIO: /the disk reports an error/,
  EMFILE: /too many files are open/,
  ESTALE: /the network disk no longer knows the file/,
  EINTR: /the system interrupted it/,
};

/** One operation on a file of a run. */
export interface Operation {
  thread: string;
  nth: number;
  name: string;
  path: string;
}

export interface FileErrors {
  tried: number;
  lost: string[];
}

/**
 * Fails operations of a small run, one in each run: all of those on which `isChosen` agrees, by each code in turn. Demands that the run ends by 4 and says the cause, or does without and gives
 * the same; that its folder can be read; and that it can be resumed to the same bits.
 */
export async function failOperations(
  folder: string,
  engine: string,
  most: number,
  seed: number,
  tell: (line: string) => void,
): Promise<FileErrors> {
  mkdirSync(folder, { recursive: true });
  await furnish(folder, experiment);
  const log = `${folder}.log`;
  const words = (root: string) => ["run", "stripes.exp", "--engine", engine, "--runs", root];
  const attempt = (root: string, fault: Fault): Promise<Ended> => runExp(folder, words(root), { fault, env: { EXP_FAULT_LOG: log } });
  rmSync(log, { force: true });
  const first = await attempt("whole", { at: "file" });
  if (first.code !== 0) throw new Error(`the run ended by ${first.code}: ${first.stderr}`);
  const whole = resultOf(join(folder, "whole", "stripes-1"));
  const operations = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .map(line => line.split("\t"))
    .map(([thread, nth, name, path]): Operation => ({ thread, nth: Number(nth), name, path }));
  const chosen = sample(distinct(operations), most, seed);
  tell(`${operations.length} operations on files, ${chosen.length} of them fail`);
  const lost: string[] = [];
  for (const [i, { thread, nth, name, path }] of chosen.entries()) {
    const code = errorCodes[(i + seed) % errorCodes.length];
    const root = `failed-${i}`;
    const ended = await attempt(root, { at: "file", thread, nth, action: code });
    const problems = await outcome(folder, root, code, path, whole, ended, words(root));
    if (problems.length > 0) {
      lost.push(`${thread} ${nth} ${name} ${path} ${code}: ${problems.join("; ")}`);
      tell(`LOST ${lost.at(-1)}`);
    }
    rmSync(join(folder, root), { recursive: true, force: true });
  }
  return { tried: chosen.length, lost };
}

/** Of operations of one name on one kind of file, the first, one in the middle and the last. */
function distinct(operations: readonly Operation[]): Operation[] {
  const kinds = new Map<string, Operation[]>();
  for (const operation of operations) {
    const kind = `${operation.thread} ${operation.name} ${operation.path.replace(/[0-9a-f]{12}|\d+/g, "N")}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), operation]);
  }
  return [...kinds.values()].flatMap(of => [...new Set([of[0], of[Math.floor(of.length / 2)], of[of.length - 1]])]);
}

function sample<T>(all: readonly T[], most: number, seed: number): T[] {
  const order = all.map((value, i) => ({ value, at: uniform(key(seed), i) })).sort((a, b) => a.at - b.at);
  return order.slice(0, most).map(({ value }) => value);
}

async function outcome(
  folder: string,
  root: string,
  code: ErrorCode,
  path: string,
  whole: Record<string, string>,
  { code: exit, signal, events, stderr }: Ended,
  again: readonly string[],
): Promise<string[]> {
  const last = events.at(-1);
  const message = last && "message" in last ? last.message : "";
  const told = `exit ${exit ?? signal}: ${message} ${stderr}`.slice(0, 400);
  // An image that cannot be read is broken, and of so few none may be.
  const isImage = path.startsWith("stripes/");
  if (exit === 4 && !causes[code].test(message)) return [`the cause is not told: ${told}`];
  if (exit !== 4 && exit !== 0 && !(isImage && exit === 3)) return [told];
  const run = (existsSync(join(folder, root)) ? readdirSync(join(folder, root)) : []).map(name => join(folder, root, name)).find(isBegun);
  const problems = run ? readable(run) : [];
  if (exit !== 0) {
    const next = await runExp(folder, run ? ["resume", run] : again);
    if (next.code !== 0)
      return [...problems, `after ${told}: resuming ended by ${next.code ?? next.signal}: ${JSON.stringify(next.events.at(-1))}`];
  }
  const result = resultOf(join(folder, root, "stripes-1"));
  // What could not be kept is told in the report.
  const skipped = exit === 0 ? ["report", "best.safetensors"] : [];
  const differing = Object.keys(whole).filter(part => !skipped.includes(part) && result[part] !== whole[part]);
  return differing.length > 0 ? [...problems, `${differing.join(", ")} differ after ${told}`] : problems;
}

function readable(run: string): string[] {
  try {
    const plan = JSON.parse(readFileSync(join(run, "plan.json"), "utf8")) as Plan;
    if (existsSync(join(run, "metrics.jsonl"))) readJournal(readFileSync(join(run, "metrics.jsonl"), "utf8"), run, plan);
    return [];
  } catch (error) {
    return [`the folder cannot be read: ${(error as Error).message}`];
  }
}
