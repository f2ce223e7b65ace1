import { exitCodes } from "../../common/failure.ts";
import type { Command } from "../commands.ts";
import { prepare } from "../prepare.ts";
import { report } from "../report.ts";
import { wantsColor, widthOf } from "../terminal.ts";

/**
 * `exp plan FILE`: what `exp run` would do. A plan that does not fit the machine is shown all the same, and then said to be so. With `--json`
 * standard output has the plan; warnings about the text of the experiment are told on standard error.
 */
export const plan: Command = async ([file], options) => {
  const made = await prepare(file as string, options);
  if (!made) return exitCodes.experiment;
  if (options.json) console.log(JSON.stringify(made));
  else {
    const { printPlan } = await import("../../plan/print.ts");
    console.log(printPlan(made, { color: wantsColor(process.stdout), width: widthOf(process.stdout) }));
  }
  const { shortOfMemory } = await import("../../plan/memory.ts");
  const failure = shortOfMemory(made);
  return failure ? report(failure, options.json === true) : 0;
};
