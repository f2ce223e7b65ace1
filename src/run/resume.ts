import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "../common/failure.ts";
import { createModel } from "../models/index.ts";
import type { Plan } from "../plan/plan.ts";
import { shortNameOf } from "../plan/title.ts";
import { changesSince } from "./changes.ts";
import { planIn, restore, tidy } from "./checkpoint/restore.ts";
import { rootOf } from "./folder.ts";
import { type JournalEntry, journalName, readJournal } from "./journal.ts";
import { lockRun } from "./lock.ts";
import { type Outcome, type RunOptions, sit } from "./run.ts";

export interface ResumeOptions extends Omit<RunOptions, "root"> {
  /** Goes on although something has changed since that could give other numbers. */
  anyway?: boolean;
}

/**
 * Goes on with a run that was stopped, by whatever: in its folder, from its last checkpoint that is whole, to what a run would have given that was
 * never stopped. A run that has come to its end is left as it is. Throws a `Failure` where another process carries it out, where files, data,
 * weights, exp or engine have changed and `anyway` is not said, and where `runPlan` does.
 */
export async function resumeRun(run: string, { anyway = false, ...options }: ResumeOptions): Promise<Outcome> {
  const folder = resolve(run);
  const plan = planIn(folder);
  const unlock = lockRun(folder, anyway);
  try {
    const last = lastEntry(folder, plan);
    if (last?.event === "finished") return { folder, finished: true };
    if (!anyway && last?.event === "failed" && last.fault === "experiment") throw endsAgain(last.message);
    const changes = await changesSince(folder, plan);
    if (changes.length > 0 && !anyway) throw changed(folder, changes);
    const { restored, unusable } = await restore(folder, plan, createModel(plan.model.name, { classes: plan.model.classes }));
    for (const { path } of unusable) rmSync(path, { force: true });
    tidy(folder, restored === null);
    const notes = unusable.map(({ name, cause }) => `${name} ${cause}`);
    return await sit(folder, plan, { restored, notes, changes }, options);
  } finally {
    unlock();
  }
}

/** What was told last of a run; null where it told nothing yet. */
function lastEntry(folder: string, plan: Plan): JournalEntry | null {
  try {
    const lines = readFileSync(join(folder, journalName), "utf8").split("\n");
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
    "change the experiment and run it, or go on with `--anyway`",
  );

const changed = (folder: string, changes: readonly string[]) =>
  new Failure(
    "data",
    [`${folder} would not give what it would have given:`, ...changes.map(change => `  ${change}`)].join("\n"),
    "go on with `--anyway`, or run the experiment anew",
  );

/** The newest run of an experiment under the folder where its runs go; null where there is none. */
export function newestRun(plan: Plan, root?: string): string | null {
  const place = resolve(root ?? rootOf(plan));
  const name = shortNameOf(plan);
  let names: string[];
  try {
    names = readdirSync(place);
  } catch {
    return null;
  }
  const numbers = names.flatMap(file =>
    file.startsWith(`${name}-`) && /^\d+$/.test(file.slice(name.length + 1)) ? [Number(file.slice(name.length + 1))] : [],
  );
  const runs = numbers
    .sort((a, b) => b - a)
    .map(n => join(place, `${name}-${n}`))
    .filter(folder => statSync(join(folder, "plan.json"), { throwIfNoEntry: false })?.isFile());
  return runs[0] ?? null;
}
