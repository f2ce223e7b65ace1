import { statSync } from "node:fs";
import { resolve } from "node:path";
import { exitCodes, Failure } from "../../common/failure.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Command, CommandOptions } from "../commands.ts";
import { prepare } from "../prepare.ts";
import { runWithDisplay } from "../run_with_display.ts";
import { resume } from "./resume.ts";

/**
 * `exp run FILE [EXPERIMENTS]`: makes the plans and runs them, one after the other. A plan that does not fit the machine is refused before anything
 * runs. A run stops, as on Ctrl-C, when its output has no reader left. With `--json` standard output has only events; warnings about the text of the
 * experiment are printed on standard error. `--resume` resumes the newest run of each, skips finished ones, and runs the others.
 */
export const run: Command = async ([file, names], options) => {
  if (options.anyway && !options.resume) throw new Failure("command line", "--anyway is for --resume", "leave it out, or add `--resume`");
  if (options.resume && statSync(file as string, { throwIfNoEntry: false })?.isDirectory()) {
    refuseMore(names as string[], options);
    return resume([file], options);
  }
  const plans = await prepare(file as string, names as string[], options);
  if (!plans) return exitCodes.experiment;
  const { shortOfMemory } = await import("../../plan/memory.ts");
  for (const plan of plans) {
    const failure = shortOfMemory(plan);
    if (failure) throw failure;
  }
  for (const [i, plan] of plans.entries()) {
    if (i > 0 && !options.json && !options.quiet) console.log();
    if (!(await runOne(plan, options))) return exitCodes.interrupted;
  }
  return 0;
};

/** A run that is named resumes as it was planned. */
function refuseMore([name]: string[], options: CommandOptions): void {
  const flag = ["engine", "seed", "set", "threads", "runs"].find(flag => options[flag] !== undefined);
  const more = flag ? `--${flag}` : name;
  if (more)
    throw new Failure("command line", `a run resumes as it was planned: \`${more}\` cannot change it`, "leave it out, or start a new run");
}

/** Whether it finished. */
async function runOne(plan: Plan, options: CommandOptions): Promise<boolean> {
  const root = options.runs === undefined ? undefined : resolve(String(options.runs));
  if (options.resume) {
    const { newestRun, isResumable } = await import("../../run/resume.ts");
    const newest = await newestRun(plan, root);
    const how = { anyway: options.anyway === true, namesEngine: options.engine !== undefined };
    if (newest && isResumable(newest, plan, how)) return (await resume([newest], options)) === 0;
  }
  const { runPlan } = await import("../../run/run.ts");
  return runWithDisplay(plan, options, running => runPlan(plan, { ...running, root }));
}
