import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { restore, setAside, tidy } from "../checkpoint/restore.ts";
import { Failure } from "../common/failure.ts";
import { readJson } from "../common/read_json.ts";
import { journalName } from "../events/journal_name.ts";
import { modelOf } from "../plan/model_plan.ts";
import type { Plan } from "../plan/plan.ts";
import { shortNameOf } from "../plan/title.ts";
import { changesSince } from "../run_folder/changes.ts";
import { besideOf } from "../run_folder/folder.ts";
import { type JournalEntry, readJournal } from "../run_folder/journal.ts";
import { lockRun } from "../run_folder/lock.ts";
import { planIn } from "../run_folder/plan_in.ts";
import { readOfRun, refuseForeign } from "../run_folder/run_files.ts";
import { planDifferences } from "../run_folder/same_plan.ts";
import { executeRun } from "./execute.ts";
import type { Outcome, SessionOptions } from "./session.ts";

export interface ResumeOptions extends SessionOptions {
  /** Resumes although something has changed since that could change the numbers. */
  anyway?: boolean;
}

/**
 * Resumes a run that was stopped, by whatever: in its folder, from its last whole checkpoint, to the results of an uninterrupted run. A finished run
 * is left as it is. Throws a `Failure` if another process runs it, if files, data, weights, exp or engine have changed without `anyway`, and if
 * `runPlan` does.
 */
export async function resumeRun(run: string, { anyway = false, ...options }: ResumeOptions): Promise<Outcome> {
  const folder = resolve(run);
  const plan = planIn(folder);
  refuseForeign(folder);
  const unlock = lockRun(folder, anyway);
  try {
    const last = lastEntry(folder, plan);
    if (last?.event === "finished") return { folder, finished: true };
    if (!anyway && last?.event === "failed" && last.fault === "experiment") throw endsAgain(last.message);
    const changes = await changesSince(folder, plan);
    if (changes.length > 0 && !anyway) throw changed(folder, changes);
    const { restored, unusable } = await restore(folder, plan, modelOf(plan));
    const notes = unusable.map(({ name, cause }) => `${name} ${cause}`);
    if (!restored && unusable.length > 0 && !anyway) throw nothingToResumeFrom(folder, notes);
    setAside(unusable);
    tidy(folder, restored === null);
    return await executeRun(folder, plan, { restored, notes, changes }, options);
  } finally {
    unlock();
  }
}

/** The last entry of the journal; null if it has none. Throws what `readOfRun` does. */
function lastEntry(folder: string, plan: Plan): JournalEntry | null {
  const lines = readOfRun(folder, journalName)?.toString("utf8").split("\n") ?? [];
  try {
    return readJournal(`${lines.at(-2) ?? ""}\n`, folder, plan).at(-1) ?? null;
  } catch {
    return null;
  }
}

export const isFinished = (folder: string): boolean => lastEntry(folder, planIn(folder))?.event === "finished";

const endsAgain = (message: string) =>
  new Failure(
    "experiment",
    `the run ended because ${message}, and would end so again`,
    "change the experiment and run it, or resume with `--anyway`",
  );

const changed = (folder: string, changes: readonly string[]) =>
  new Failure(
    "data",
    [`${folder} cannot be resumed to the same results:`, ...changes.map(change => `  ${change}`)].join("\n"),
    "resume with `--anyway`, or run the experiment again",
  );

const nothingToResumeFrom = (folder: string, notes: readonly string[]) =>
  new Failure(
    "data",
    [`no checkpoint of ${folder} can be resumed from:`, ...notes.map(note => `  ${note}`)].join("\n"),
    "begin again in the same folder with `--anyway`, or run the experiment in a new one",
  );

/**
 * The newest run of an experiment under the folder where its runs go; null where there is none. One of another file of the same name counts where
 * its text is the same: it may have been moved. Links are not followed. Throws a `Failure` where the folder of runs is a link that nobody named.
 */
export async function newestRun(plan: Plan, root?: string): Promise<string | null> {
  const place = root === undefined ? await besideOf(plan) : resolve(root);
  const name = shortNameOf(plan);
  const numbers = (await readdir(place, { withFileTypes: true }).catch(() => [])).flatMap(entry =>
    entry.isDirectory() && entry.name.startsWith(`${name}-`) && /^\d+$/.test(entry.name.slice(name.length + 1))
      ? [Number(entry.name.slice(name.length + 1))]
      : [],
  );
  const runs = numbers.sort((a, b) => b - a).map(n => join(place, `${name}-${n}`));
  return runs.find(folder => isOf(folder, plan, root === undefined)) ?? null;
}

/** Whether a folder has a run of an experiment; beside it those of a file of its name are: the folder of both may have been moved. */
function isOf(folder: string, plan: Plan, isBeside: boolean): boolean {
  const own = readJson<Plan>(join(folder, "plan.json"));
  if (own === null || own.experiment !== plan.experiment) return false;
  return (isBeside && basename(own.file) === basename(plan.file)) || own.file === plan.file || own.source === plan.source;
}

/**
 * Whether an experiment can resume a run of it: if its plan is that of the run, and else, with `anyway`, if the run is not finished. The run keeps its
 * engine unless one is named. Throws a `Failure` of fault `data` if it would be another run.
 */
export function isResumable(folder: string, now: Plan, { anyway = false, namesEngine = false } = {}): boolean {
  const then = planIn(folder);
  const differences = planDifferences(then, namesEngine ? now : { ...now, engine: then.engine });
  if (differences.length === 0) return true;
  if (isFinished(folder)) return false;
  if (!anyway) throw changed(folder, differences);
  return true;
}
