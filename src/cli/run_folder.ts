import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Failure } from "../common/failure.ts";
import { nearest } from "../common/nearest.ts";
import { list } from "../common/words.ts";
import { type FoundRun, Runs } from "../view/runs.ts";

/** Runs that are named. */
const most = 5;

/**
 * The absolute folder of a run: a path, or the name of a run below the current folder, as `exp view` finds them. Throws a `Failure` of fault
 * `command line` where there is none, or where several runs have the name.
 */
export async function runFolder(given: string): Promise<string> {
  const path = resolve(given);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw new Failure("command line", `\`${given}\` is a file, not a run`, "name a run folder");
  return found ? path : (await runNamed(given)).folder;
}

/** The run of a name below the current folder. Throws as `runFolder`. */
export async function runNamed(given: string): Promise<FoundRun> {
  const runs = await new Runs(process.cwd()).look();
  const named = runs.filter(({ folder }) => basename(folder) === given);
  if (named.length === 1) return named[0];
  if (named.length > 1)
    throw new Failure(
      "command line",
      `there are ${named.length} runs \`${given}\``,
      `name the folder: ${list(named.map(({ place }) => place))}`,
    );
  const near = nearest(
    given,
    runs.map(({ folder, place }) => (/[\\/]/.test(given) ? place : basename(folder))),
  );
  throw new Failure("command line", `there is no run and no folder \`${given}\``, fix(near, runs));
}

function fix(near: readonly string[], runs: readonly FoundRun[]): string {
  if (near.length > 0) return `did you mean ${list(near, "or")}?`;
  if (runs.length === 0) return "there are no runs below this folder: `exp run FILE` makes one";
  const shown = runs.slice(-most).map(({ place }) => place);
  return `${runs.length > most ? "the last runs" : "the runs"} below this folder: ${list(shown)}`;
}
