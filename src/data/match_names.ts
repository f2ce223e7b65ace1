import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { createContext, Script } from "node:vm";
import { Failure } from "../common/failure.ts";
import { packageRoot } from "../common/package_root.ts";
import { plural } from "../common/units.ts";

/** Milliseconds for all names: a hundred thousand take some fifty. */
const patience = 5000;
const script = new Script("const expression = new RegExp(pattern, 'u'); names.map(name => expression.exec(name)?.[1])");

/** V8 takes time without end to compile some expressions of many alternatives, and cannot be interrupted in that: such are matched in a process of their own. */
const fewAlternatives = 12;

export interface MatchTask {
  pattern: string;
  names: string[];
}

/**
 * The first group of an expression in the name of each file; undefined where it does not match. An expression may try more ways than there is time for, and may be a
 * stranger's: throws a `Failure` of fault `data` where it takes more than `most` milliseconds.
 */
export function matchNames(pattern: string, paths: readonly string[], most = patience): (string | undefined)[] {
  const task: MatchTask = { pattern, names: paths.map(path => basename(path)) };
  const matched = pattern.split("|").length <= fewAlternatives ? matchHere(task, most) : matchApart(task, most);
  if (matched) return matched;
  throw new Failure(
    "data",
    `"${pattern}" takes more than ${most / 1000} s to match the names of ${plural(paths.length, "image")}`,
    "repeat nothing that repeats itself: `(a+)+` tries every way to divide a name",
  );
}

/** Null where the time is up. */
function matchHere(task: MatchTask, most: number): (string | undefined)[] | null {
  try {
    return [...(script.runInContext(createContext(task), { timeout: most }) as (string | undefined)[])];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return null;
    throw error;
  }
}

function matchApart(task: MatchTask, most: number): (string | undefined)[] | null {
  const { stdout, status, signal } = spawnSync(process.execPath, [join(packageRoot, "dist", "workers", "match_names.js")], {
    input: JSON.stringify(task),
    timeout: most,
    killSignal: "SIGKILL",
    maxBuffer: 2 ** 28,
    encoding: "utf8",
  });
  if (signal === "SIGKILL") return null;
  if (status !== 0) throw new Error(`the process that matches names ended with ${status ?? signal}`);
  return (JSON.parse(stdout) as (string | null)[]).map(group => group ?? undefined);
}
