import { exitCodes, Failure } from "../common/failure.ts";
import { nearest } from "../common/nearest.ts";
import { plural } from "../common/units.ts";
import { jsonLine } from "../common/unseen.ts";
import { list } from "../common/words.ts";
import { type Checked, type CheckedExperiment, check } from "../language/check.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import { render, toJson } from "../language/render.ts";
import type { Plan } from "../plan/plan.ts";
import type { Program } from "../program/program.ts";
import type { CommandOptions } from "./commands.ts";
import { readExperiment } from "./experiments.ts";
import { readPlanOptions, readSet, wrongSetFailure } from "./options.ts";
import { sayError, wantsColor, widthOf } from "./terminal.ts";

/**
 * Makes the plans of the named experiments of a file, or of all. Prints mistakes, and returns null if there are any in these experiments. With `offline`
 * no server is asked for weights. Throws a `Failure` for a problem with data, weights or machine.
 */
export async function prepare(
  file: string,
  names: readonly string[],
  options: CommandOptions,
  { offline = false } = {},
): Promise<Plan[] | null> {
  const planOptions = { ...readPlanOptions(options), offline };
  const programs = checked(file, names, readSet(options), options.json === true);
  if (!programs) return null;
  const { makePlan } = await import("../plan/make.ts");
  const plans: Plan[] = [];
  for (const program of programs) plans.push(await makePlan(program, planOptions));
  return plans;
}

/** The experiment of a name; null where it may be missing because of a mistake in the file. Throws a `Failure` where it cannot run. */
function named(name: string, { experiments, program }: Checked, file: string): CheckedExperiment | null {
  const found = experiments.find(experiment => experiment.name === name);
  if (found && found.lacks.length > 0)
    throw new Failure(
      "command line",
      `\`${name}\` has ${found.lacks.join(" and ")}: it is only a base for other experiments`,
      runnable(experiments),
    );
  if (found) return found;
  if (name.endsWith(".exp"))
    throw new Failure("command line", `one file at a time, not \`${name}\` too`, "names after the file are its experiments");
  if (!program) return null;
  const near = nearest(
    name,
    experiments.flatMap(({ name }) => name ?? []),
  );
  throw new Failure(
    "command line",
    `\`${file}\` has no experiment \`${name}\``,
    near.length > 0 ? `did you mean ${list(near, "or")}?` : runnable(experiments),
  );
}

function runnable(experiments: readonly CheckedExperiment[]): string {
  const names = experiments.flatMap(({ name, lacks }) => (name === null || lacks.length > 0 ? [] : [name]));
  return names.length > 0 ? `its experiments are ${list(names)}` : "it is one experiment, without a name";
}

/**
 * The programs of the named experiments, or of all. Warnings and errors are printed as text on standard error. With `--json`, errors are one
 * object on standard output, with the warnings beside them; warnings alone stay text on standard error, for what follows on standard output is the
 * plan or its events.
 */
function checked(file: string, names: readonly string[], set: ReadonlyMap<string, string>, json: boolean): Program[] | null {
  const source = readExperiment(file);
  const all = check(source, file, { set });
  const chosen = names.map(name => named(name, all, file));
  const some = names.length > 0 && !chosen.includes(null) ? (chosen as CheckedExperiment[]) : null;
  const concerns = (diagnostic: Diagnostic) => !some || some.some(({ diagnostics }) => diagnostics.includes(diagnostic));
  const diagnostics = all.diagnostics.filter(concerns);
  const errors = diagnostics.filter(isError);
  // The experiment is right, and what it names is not: another exit code.
  const [unusable] = errors.every(({ code }) => code === "unusable-weights") ? errors : [];
  if (unusable) throw new Failure("data", unusable.message, unusable.hint);
  if (diagnostics.length > 0 && (errors.length === 0 || !json))
    console.error(`${render(diagnostics, source, file, { color: wantsColor(process.stderr), width: widthOf(process.stderr) })}\n`);
  if (errors.length > 0 && json) {
    const failed = {
      event: "failed",
      fault: "experiment",
      exitCode: exitCodes.experiment,
      message: `${plural(errors.length, "error")} in ${file}`,
    };
    console.log(jsonLine({ ...failed, fix: null, diagnostics: toJson(diagnostics, source, file) }));
  }
  if (errors.length > 0) return null;
  if (all.wrongSet.length > 0) throw wrongSetFailure(all.wrongSet[0]);
  const others = all.diagnostics.filter(isError).length;
  if (others > 0) sayError(`note: ${plural(others, "error")} in other experiments: see \`exp check ${file}\`\n`);
  return some ? some.flatMap(({ program }) => program ?? []) : all.programs;
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";
