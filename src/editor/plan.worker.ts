import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort } from "node:worker_threads";
import { Failure } from "../common/failure.ts";
import { type Checked, check } from "../language/check.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import { toJson } from "../language/render.ts";
import type { Source } from "../language/source.ts";
import { makePlan } from "../plan/make.ts";
import { shortOfMemory } from "../plan/memory.ts";
import type { Plan } from "../plan/plan.ts";
import { planSections } from "../plan/print.ts";
import { experimentTitle } from "../plan/title.ts";
import type { Mistake, PlanOutcome, Problem, ShownPlan } from "./messages.ts";
import type { PlanAnswer, PlanQuestion } from "./planner.ts";

parentPort!.on("message", async (question: PlanQuestion) => parentPort!.postMessage(await answerTo(question)));

async function answerTo(question: PlanQuestion): Promise<PlanAnswer> {
  const checked = check(question.text, question.file, { open: question.included });
  const [, ...included] = checked.analysis.gathered.sources;
  return { outcome: await outcomeOf(checked, question), included: included.map(({ file }) => file) };
}

async function outcomeOf({ programs, diagnostics, analysis }: Checked, { text, width }: PlanQuestion): Promise<PlanOutcome> {
  if (programs.length === 0) return { is: "mistaken", mistakes: mistakesOf(diagnostics, analysis.gathered.sources, text) };
  try {
    const plans: Plan[] = [];
    for (const program of programs) plans.push(await makePlan(program, { offline: true }));
    const short = plans.map(plan => shortOfMemory(plan)).find(failure => failure !== null);
    return { is: "planned", plans: plans.map(plan => shown(plan, width)), problem: short ? problemOf(short) : null };
  } catch (error) {
    return { is: "impossible", problem: problemOf(error) };
  }
}

function mistakesOf(diagnostics: readonly Diagnostic[], [main, ...included]: readonly Source[], text: string): Mistake[] {
  const folder = dirname(main.file);
  // As messages name it, a file is where its links are not followed.
  const uris = new Map(included.map(({ file, shown }) => [join(folder, shown), pathToFileURL(file).href]));
  return toJson(diagnostics, text, main.file)
    .filter(({ severity }) => severity === "error")
    .map(({ file, line, column, message, hint }) => ({
      place: `${relative(folder, file)}:${line}:${column}`,
      uri: uris.get(file) ?? pathToFileURL(main.file).href,
      position: { line, column },
      message,
      fix: hint,
    }));
}

const shown = (plan: Plan, width: number): ShownPlan => ({
  title: experimentTitle(plan),
  experiment: plan.experiment,
  sections: planSections(plan, { width, folder: dirname(plan.file) }),
});

function problemOf(error: unknown): Problem {
  if (error instanceof Failure) return { message: error.message, fix: error.fix ?? null };
  return { message: `this is a bug in exp: ${error instanceof Error ? error.stack : error}`, fix: null };
}
