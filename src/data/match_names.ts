import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { createContext, Script } from "node:vm";
import { Failure } from "../common/failure.ts";
import { packageRoot } from "../common/package_root.ts";
import { plural } from "../common/units.ts";

/** Milliseconds of the processor for all names: a hundred thousand take some fifty. */
const patience = 5000;
/** Of its time, what an expression that was never held has surely had when it is ended. */
const hadItsTime = 0.8;
/** A process of its own watches its own time; it is ended from outside where it does not come to that. */
const outerPatience = 10;
const script = new Script("const expression = new RegExp(pattern, 'u'); names.map(name => expression.exec(name)?.[1])");

/**
 * V8 takes time without end to compile some expressions of many alternatives, and memory for long ones and great counts, and cannot be interrupted in that: such are
 * matched in a process of their own.
 */
const isPlain = (pattern: string): boolean => pattern.split("|").length <= 12 && pattern.length <= 500 && !/\{\d*,?\d{3}/.test(pattern);

export interface MatchTask {
  pattern: string;
  names: string[];
  /** Milliseconds. */
  most: number;
}

/** What came of it: the groups, or why there are none. */
export type Matched = { groups: (string | null | undefined)[] } | { why: "timeout" | "uncompilable" };

/**
 * The first group of an expression in the name of each file; undefined where it does not match. An expression may try more ways than there is time for, and may be a
 * stranger's: throws a `Failure` of fault `data` where it takes more than `most` milliseconds, or V8 cannot compile it.
 */
export function matchNames(pattern: string, paths: readonly string[], most = patience): (string | undefined)[] {
  const task: MatchTask = { pattern, names: paths.map(path => basename(path)), most };
  const matched = isPlain(pattern) ? matchHere(task) : matchApart(task);
  if ("groups" in matched) return matched.groups.map(group => group ?? undefined);
  const shown = pattern.length > shownLength ? `${pattern.slice(0, shownLength)}…` : pattern;
  if (matched.why === "uncompilable")
    throw new Failure(
      "data",
      `"${shown}" is too large or too deep to be compiled`,
      "write a shorter one: names seldom take more than a group or two",
    );
  throw new Failure(
    "data",
    `"${shown}" takes more than ${most / 1000} s to match the names of ${plural(paths.length, "image")}`,
    "repeat nothing that repeats itself: `(a+)+` tries every way to divide a name",
  );
}

/** Characters of an expression that a message shows. */
const shownLength = 80;

/** V8 says so of what is too large or nests too deep. */
export const isUncompilable = (error: unknown): boolean => /^(?:SyntaxError|RangeError|InternalError)$/.test((error as Error).name);

function matchHere(task: MatchTask): Matched {
  const begun = process.cpuUsage();
  for (;;) {
    try {
      return { groups: [...(script.runInContext(createContext({ ...task }), { timeout: task.most }) as (string | undefined)[])] };
    } catch (error) {
      if (isUncompilable(error)) return { why: "uncompilable" };
      if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      const { user, system } = process.cpuUsage(begun);
      // The clock goes on while the process is held, or others have the processor: it is tried again.
      if ((user + system) / 1000 >= hadItsTime * task.most) return { why: "timeout" };
    }
  }
}

/** What the process writes before it ends itself because its time is up: not every system has a signal that says so. */
export const outOfTime = "exp: out of time\n";

function matchApart(task: MatchTask): Matched {
  return matchedBy(
    spawnSync(process.execPath, ["--max-old-space-size=512", join(packageRoot, "dist", "workers", "match_names.js")], {
      input: JSON.stringify(task),
      timeout: outerPatience * task.most,
      killSignal: "SIGKILL",
      maxBuffer: 2 ** 28,
      encoding: "utf8",
    }),
  );
}

/** What the end of the process says. */
export function matchedBy({
  stdout,
  stderr,
  status,
  error,
}: Pick<SpawnSyncReturns<string>, "stdout" | "stderr" | "status" | "error">): Matched {
  if (status === 0) return JSON.parse(stdout) as Matched;
  if (stderr?.endsWith(outOfTime) || (error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT") return { why: "timeout" };
  if (error) throw error;
  // It ran out of memory or of its stack.
  return { why: "uncompilable" };
}
