import { dirname, resolve } from "node:path";
import { Failure } from "../common/failure.ts";
import type { ResultRow } from "../events/event_kind.ts";
import { eventKind, type RunEvent } from "../events/index.ts";
import { journalName } from "../events/journal_name.ts";
import type { Plan } from "../plan/plan.ts";
import { surroundingChanges } from "../run_folder/changes.ts";
import { readJournal } from "../run_folder/journal.ts";
import { planIn } from "../run_folder/plan_in.ts";
import { readOfRun } from "../run_folder/run_files.ts";
import { isFinished } from "./resume.ts";
import { type RunOptions, runPlan } from "./run.ts";
import type { Outcome } from "./session.ts";

export interface RepeatOptions extends RunOptions {
  /** Runs again although something has changed since that could change the numbers. */
  anyway?: boolean;
}

export interface Repeated extends Outcome {
  /** Rows of the table, the old and the new, that were compared. */
  rows: number;
  /** What differs, one sentence each. */
  differences: string[];
}

/**
 * Runs the plan of a run again, in a new folder beside it, and compares the tables. Throws a `Failure` if the run is not finished, if data, weights, exp
 * or engine have changed without `anyway`, and if `runPlan` does.
 */
export async function repeatRun(run: string, { anyway = false, ...options }: RepeatOptions): Promise<Repeated> {
  const folder = resolve(run);
  const plan = planIn(folder);
  if (!isFinished(folder))
    throw new Failure(
      "command line",
      `${folder} has not come to its end, so there is no whole table to compare with`,
      "resume it first: `exp resume`",
    );
  const before = tableOf(folder, plan);
  const changes = await surroundingChanges(folder, plan, true);
  if (changes.length > 0 && !anyway)
    throw new Failure(
      "data",
      [`${folder} cannot be repeated as it was:`, ...changes.map(change => `  ${change}`)].join("\n"),
      "repeat it with `--anyway`",
    );
  const outcome = await runPlan(plan, { ...options, root: options.root ?? dirname(folder) });
  const now = tableOf(outcome.folder, plan);
  return { ...outcome, rows: before.length, differences: outcome.finished ? differencesOf(before, now) : [] };
}

/** The table of epochs, and what was found after them, as the journal has it. */
function tableOf(folder: string, plan: Plan): ResultRow[] {
  const text = readOfRun(folder, journalName)?.toString("utf8") ?? "";
  return readJournal(text, folder, plan).flatMap(entry => {
    const rows = eventKind(entry.event)?.rows?.(entry as RunEvent, plan) ?? [];
    return rows.map(({ title, values }) => ({ title: `${"step" in entry ? `${stepPlace(entry.step, plan)}, ` : ""}${title}`, values }));
  });
}

/** `step 1 (fit)` */
const stepPlace = (step: number, { steps }: Plan): string => `step ${step + 1} (${steps[step].kind})`;

function differencesOf(before: readonly ResultRow[], now: readonly ResultRow[]): string[] {
  const missing = before.length === now.length ? [] : [`${before.length} rows were there, and ${now.length} are`];
  const changed = before.slice(0, now.length).flatMap(({ title, values }, i) =>
    Object.entries(values).flatMap(([name, value]) => {
      const other = now[i]?.values[name];
      return Object.is(other, value)
        ? []
        : [`${title}: ${name} was ${String(value)}, and is ${other === undefined ? "not there" : String(other)}`];
    }),
  );
  return [...missing, ...changed];
}
