import { rm } from "node:fs/promises";
import { Failure } from "../common/failure.ts";
import type { RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import { createRunFolder } from "../run_folder/folder.ts";
import { lockRun } from "../run_folder/lock.ts";
import { executeRun } from "./execute.ts";
import type { Outcome, SessionOptions } from "./session.ts";

export interface RunOptions extends SessionOptions {
  /** The folder of run folders; see `createRunFolder` for the default. */
  root?: string;
}

/**
 * Runs a plan, step by step, in a new run folder. Throws a `Failure` if the data, the weights or the machine fall short; what was trained until then
 * is saved and reported first. A run whose data or weights let it begin no step leaves no folder: there is nothing to resume.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Outcome> {
  const folder = await createRunFolder(plan, options.root);
  const unlock = lockRun(folder);
  let isBegun = false;
  const emit = (event: RunEvent) => {
    isBegun ||= event.event === "step";
    options.emit(event);
  };
  try {
    return await executeRun(folder, plan, null, { ...options, emit });
  } catch (error) {
    if (!isBegun && error instanceof Failure && error.fault === "data") await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw error;
  } finally {
    unlock();
  }
}
