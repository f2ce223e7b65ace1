import { dirname, relative } from "node:path";
import { parentPort } from "node:worker_threads";
import { Failure } from "../common/failure.ts";
import { check } from "../language/check.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import type { ModelSpec } from "../language/program.ts";
import { toJson } from "../language/render.ts";
import { resolvePretrained } from "../models/weights/resolve.ts";
import { makePlan } from "../plan/make.ts";
import { shortOfMemory } from "../plan/memory.ts";
import type { Plan } from "../plan/plan.ts";
import { planSections } from "../plan/print.ts";
import { experimentTitle } from "../plan/title.ts";
import type { Mistake, PlanOutcome, Problem, ShownPlan } from "./messages.ts";
import type { PlanQuestion } from "./planner.ts";

parentPort!.on("message", async (question: PlanQuestion) => parentPort!.postMessage(await outcomeOf(question)));

async function outcomeOf({ text, file, width }: PlanQuestion): Promise<PlanOutcome> {
  const { programs, diagnostics } = check(text, file);
  if (programs.length === 0) return { is: "mistaken", mistakes: mistakesOf(diagnostics, text, file) };
  try {
    const plans: Plan[] = [];
    for (const program of programs) plans.push(await makePlan(program, { resolveWeights }));
    const short = plans.map(plan => shortOfMemory(plan)).find(failure => failure !== null);
    return { is: "planned", plans: plans.map(plan => shown(plan, width)), problem: short ? problemOf(short) : null };
  } catch (error) {
    return { is: "impossible", problem: problemOf(error) };
  }
}

const mistakesOf = (diagnostics: readonly Diagnostic[], text: string, file: string): Mistake[] =>
  toJson(diagnostics, text, file)
    .filter(({ severity }) => severity === "error")
    .map(({ file: place, line, column, message, hint }) => ({
      place: `${relative(dirname(file), place)}:${line}:${column}`,
      position: place === file ? { line, column } : null,
      message,
      fix: hint,
    }));

const shown = (plan: Plan, width: number): ShownPlan => ({
  title: experimentTitle(plan),
  experiment: plan.experiment,
  sections: planSections(plan, { width, folder: dirname(plan.file) }),
});

function problemOf(error: unknown): Problem {
  if (error instanceof Failure) return { message: error.message, fix: error.fix ?? null };
  return { message: `this is a bug in exp: ${error instanceof Error ? error.stack : error}`, fix: null };
}

/** Milliseconds that an answer of the network holds: people type faster than servers come and go. */
const lasting = 60_000;
const resolved = new Map<string, { at: number; source: ReturnType<typeof resolvePretrained> }>();

function resolveWeights(spec: ModelSpec): ReturnType<typeof resolvePretrained> {
  const key = JSON.stringify([spec.name, spec.pretrained]);
  const known = resolved.get(key);
  if (known && performance.now() - known.at < lasting) return known.source;
  const source = resolvePretrained(spec);
  resolved.set(key, { at: performance.now(), source });
  return source;
}
