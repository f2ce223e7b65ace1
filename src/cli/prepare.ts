import { exitCodes, Failure } from "../common/failure.ts";
import { plural } from "../common/units.ts";
import { check } from "../language/check.ts";
import { nearest } from "../language/nearest.ts";
import type { Program } from "../language/program.ts";
import { render, toJson } from "../language/render.ts";
import { list } from "../language/words.ts";
import type { Plan } from "../plan/plan.ts";
import type { CommandOptions } from "./commands.ts";
import { readExperiment } from "./experiments.ts";
import { readPlanOptions, readSet, wrongSetFailure } from "./options.ts";
import { wantsColor } from "./terminal.ts";

/**
 * From a file to the plans of its experiments that are named, or of all. Mistakes are told, and then there is none. Throws a `Failure` where data,
 * weights or machine fall short.
 */
export async function prepare(file: string, names: readonly string[], options: CommandOptions): Promise<Plan[] | null> {
  const planOptions = readPlanOptions(options);
  const all = checked(file, readSet(options), options.json === true);
  if (!all) return null;
  const programs = names.length === 0 ? all : names.map(name => named(name, all, file));
  const { makePlan } = await import("../plan/make.ts");
  const plans: Plan[] = [];
  for (const program of programs) plans.push(await makePlan(program, planOptions));
  return plans;
}

function named(name: string, programs: readonly Program[], file: string): Program {
  const found = programs.find(({ experiment }) => experiment === name);
  if (found) return found;
  if (name.endsWith(".exp"))
    throw new Failure("command line", `one file at a time, not \`${name}\` too`, "names behind the file are those of its experiments");
  const names = programs.flatMap(({ experiment }) => experiment ?? []);
  const near = nearest(name, names);
  const all = names.length > 0 ? `its experiments are ${list(names)}` : "it is one experiment, without a name";
  throw new Failure(
    "command line",
    `\`${file}\` has no experiment \`${name}\``,
    near.length > 0 ? `did you mean ${list(near, "or")}?` : all,
  );
}

/**
 * The checked programs. Warnings and errors are told as text on standard error. With `--json`, errors are one object on standard output, with the
 * warnings beside them; warnings alone stay text on standard error, for what follows on standard output is the plan or its events.
 */
function checked(file: string, set: ReadonlyMap<string, string>, json: boolean): Program[] | null {
  const source = readExperiment(file);
  const { program, programs, diagnostics, wrongSet } = check(source, file, { set });
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
  if (!program) return null;
  if (wrongSet.length > 0) throw wrongSetFailure(wrongSet[0]);
  return programs;
}
