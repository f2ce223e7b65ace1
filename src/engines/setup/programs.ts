import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "../../common/failure.ts";

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}
interface RunOptions {
  folder?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** Runs a program to its end and keeps what it says. An abort stops it, with what it started, and throws a `Failure` of fault `interrupted`. */
export async function run(program: string, args: readonly string[], { folder, env, signal }: RunOptions = {}): Promise<Ran> {
  if (signal?.aborted) throw stopped(program);
  // npm is a script on Windows, which only its shell starts.
  const shell = process.platform === "win32" && program === "npm";
  // In a group of its own where it may be stopped: a compiler and pip leave the work to programs that they start, and those would go on.
  const detached = signal !== undefined && process.platform !== "win32";
  const child = spawn(program, args, { cwd: folder, env: env ?? process.env, stdio: ["ignore", "pipe", "pipe"], shell, detached });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) child[stream].setEncoding("utf8").on("data", text => (said[stream] += text));
  const stop = () => (detached && child.pid ? killGroup(child.pid) : child.kill());
  signal?.addEventListener("abort", stop);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (signal?.aborted) throw stopped(program);
    return { code, ...said };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new Failure("machine", `there is no program \`${program}\``);
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** A group whose last program has just ended is gone, which is as good. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const stopped = (program: string) => new Failure("interrupted", `${program} was stopped`);

/** Runs a program that has to succeed. Throws a `Failure` with the last line of what it said. */
export async function must(what: string, program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const ran = await run(program, args, options);
  if (ran.code === 0) return ran;
  throw new Failure("machine", `${what} failed: ${lastWords(ran)}`);
}

/** The line that says why: the last that speaks of an error, else the last. */
export function lastWords({ code, stdout, stderr }: Ran): string {
  const lines = `${stdout}\n${stderr}`
    .split("\n")
    .map(line => line.trim())
    // The linker's driver closes with a line that says no more than the exit code.
    .filter(line => line && !/ld returned \d+ exit status/.test(line));
  return (
    lines.findLast(line => /error/i.test(line) && !/complete log|npm error\s*$/i.test(line)) ?? lines.at(-1) ?? `it ended with code ${code}`
  );
}

/** The first of `names` that the PATH has. */
export function programOf(names: readonly (string | undefined)[], { PATH = "" } = process.env): string | null {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  const isThere = (name: string): boolean =>
    [...PATH.split(delimiter).filter(Boolean), ""].some(folder =>
      endings.some(ending => {
        try {
          accessSync(folder === "" ? name : join(folder, name + ending), constants.X_OK);
          return folder !== "" || name.includes("/");
        } catch {
          return false;
        }
      }),
    );
  return names.find((name): name is string => Boolean(name) && isThere(name as string)) ?? null;
}
