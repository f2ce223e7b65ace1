import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { packageRoot } from "../common/package_root.ts";
import { lastWords, run } from "./setup/programs.ts";

/**
 * Runs the file `NAME.worker.ts` as a process of its own, so that a native library that crashes takes nothing with it, and gives what it
 * answered. Throws a `Failure` if it does not answer.
 */
export async function runHelper<T>(name: string, args: readonly string[], signal?: AbortSignal): Promise<T> {
  const ran = await run(process.execPath, [join(packageRoot, "dist", "workers", `${name}.js`), ...args], { signal });
  try {
    // The last line; libraries may say something before it.
    return JSON.parse(ran.stdout.trimEnd().split("\n").at(-1) ?? "") as T;
  } catch {
    throw new Failure("machine", `it does not start: ${lastWords(ran)}`);
  }
}

/** The helper's side: answers and ends, without waiting for what a library may still hold. */
export const answer = (value: unknown): boolean => process.stdout.write(`\n${JSON.stringify(value)}\n`, () => process.exit());
