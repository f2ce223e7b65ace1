import { exitCodes } from "../../common/failure.ts";
import { jsonLine } from "../../common/unseen.ts";
import type { ProgramFormat } from "../../export/format.ts";
import type { Command } from "../commands.ts";
import { choice } from "../options.ts";
import { prepare } from "../prepare.ts";
import { report } from "../report.ts";
import { wantsColor, widthOf } from "../terminal.ts";

/**
 * `exp plan FILE [EXPERIMENTS]`: prints what `exp run` would do. It only reads, and asks no server: a file from a stranger is safe to plan. A plan that does
 * not fit the machine is printed too, followed by an error. With `--emit FORMAT` prints the text of the programs instead. With `--json` standard output
 * has the plans, one a line; warnings about the text of the experiment are printed on standard error.
 */
export const plan: Command = async ([file, names], options) => {
  const format = options.emit === undefined ? null : await programFormat(String(options.emit));
  const made = await prepare(file as string, names as string[], options, { offline: true });
  if (!made) return exitCodes.experiment;
  if (format) {
    for (const plan of made) process.stdout.write(format.text(plan));
    return 0;
  }
  if (options.json) for (const plan of made) console.log(jsonLine(plan));
  else {
    const { printPlan } = await import("../../plan/print.ts");
    const printed = made.map(plan => printPlan(plan, { color: wantsColor(process.stdout), width: widthOf(process.stdout) }));
    console.log(printed.join("\n\n"));
  }
  const { shortOfMemory } = await import("../../plan/memory.ts");
  const failure = made.map(plan => shortOfMemory(plan)).find(failure => failure !== null);
  return failure ? report(failure, options.json === true) : 0;
};

/** The format of programs with this name. Throws a `Failure` of fault `command line`. */
async function programFormat(given: string): Promise<ProgramFormat> {
  const { programFormats } = await import("../../export/index.ts");
  return programFormats[choice("--emit", given, Object.keys(programFormats))];
}
