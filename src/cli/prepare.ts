import { exitCodes } from "../common/failure.ts";
import { plural } from "../common/units.ts";
import { check } from "../language/check.ts";
import type { Program } from "../language/program.ts";
import { render, toJson } from "../language/render.ts";
import type { Plan } from "../plan/plan.ts";
import type { CommandOptions } from "./commands.ts";
import { readExperiment } from "./experiments.ts";
import { readPlanOptions } from "./options.ts";
import { wantsColor } from "./terminal.ts";

/** From a file to its plan. Mistakes are told, and then there is none. Throws a `Failure` where data, weights or machine fall short. */
export async function prepare(file: string, options: CommandOptions): Promise<Plan | null> {
  const planOptions = readPlanOptions(options);
  const program = checked(file, options.json === true);
  if (!program) return null;
  const { makePlan } = await import("../plan/make.ts");
  return makePlan(program, planOptions);
}

/**
 * The checked program. Warnings and errors are told as text on standard error. With `--json`, errors are one object on standard output, with the
 * warnings beside them; warnings alone stay text on standard error, for what follows on standard output is the plan or its events.
 */
function checked(file: string, json: boolean): Program | null {
  const source = readExperiment(file);
  const { program, diagnostics } = check(source, file);
  if (diagnostics.length > 0 && (program || !json))
    console.error(`${render(diagnostics, source, file, { color: wantsColor(process.stderr) })}\n`);
  if (!program && json) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const failed = {
      event: "failed",
      fault: "experiment",
      exitCode: exitCodes.experiment,
      message: `${plural(errors.length, "error")} in ${file}`,
    };
    console.log(JSON.stringify({ ...failed, fix: null, diagnostics: toJson(diagnostics, source, file) }));
  }
  return program;
}
