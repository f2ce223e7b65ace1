import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Failure } from "../common/failure.ts";
import type { Plan } from "../plan/plan.ts";
import { surroundingChanges } from "./changes.ts";
import { planIn } from "./checkpoint/restore.ts";
import type { RunEvent } from "./events.ts";
import { journalName, readJournal } from "./journal.ts";
import { type Outcome, type RunOptions, runPlan } from "./run.ts";

export interface RepeatOptions extends RunOptions {
  /** Runs again although something has changed since that could give other numbers. */
  anyway?: boolean;
}

export interface Repeated extends Outcome {
  /** Rows of the table, the old and the new, that were compared. */
  rows: number;
  /** What differs, one sentence each. */
  differences: string[];
}

/**
 * Carries out the plan of a run again, in a new folder beside it, and compares the tables. Throws a `Failure` where the run folder has no table, where
 * data, weights, exp or engine have changed and `anyway` is not said, and where `runPlan` does.
 */
export async function repeatRun(run: string, { anyway = false, ...options }: RepeatOptions): Promise<Repeated> {
  const folder = resolve(run);
  const plan = planIn(folder);
  const before = tableOf(folder, plan);
  if (before.length === 0)
    throw new Failure("command line", `${folder} has no epoch and no evaluation to compare with`, "go on with it first: `exp resume`");
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

interface Row {
  title: string;
  values: Record<string, number>;
}

/** The table of epochs and of evaluations, as the journal has it. */
function tableOf(folder: string, plan: Plan): Row[] {
  let text: string;
  try {
    text = readFileSync(join(folder, journalName), "utf8");
  } catch {
    return [];
  }
  return readJournal(text, folder, plan).flatMap(entry => rowOf(entry as RunEvent, plan));
}

function rowOf(event: RunEvent, { steps }: Plan): Row[] {
  if (event.event === "epoch") {
    const { step, phaseName, epoch, trainLoss, validLoss, metrics } = event;
    const title = `step ${step + 1} (${steps[step].kind}), ${phaseName} ${epoch}`;
    return [{ title, values: { train_loss: trainLoss, valid_loss: validLoss, ...metrics } }];
  }
  if (event.event !== "evaluated") return [];
  return [{ title: `step ${event.step + 1} (${steps[event.step].kind}), evaluation`, values: { loss: event.loss, ...event.metrics } }];
}

function differencesOf(before: readonly Row[], now: readonly Row[]): string[] {
  const missing = before.length === now.length ? [] : [`${before.length} rows were there, and ${now.length} are`];
  const changed = before.flatMap(({ title, values }, i) =>
    Object.entries(values).flatMap(([name, value]) => {
      const other = now[i]?.values[name];
      return other === undefined || Object.is(other, value) ? [] : [`${title}: ${name} was ${String(value)}, and is ${String(other)}`];
    }),
  );
  return [...missing, ...changed];
}
