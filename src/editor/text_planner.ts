import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Failure } from "../common/failure.ts";
import { check } from "../language/check.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import { toJson } from "../language/render.ts";
import type { Source } from "../language/source.ts";
import { shortOfMemory } from "../plan/memory.ts";
import type { Planner } from "../plan/planner.ts";
import { planSections } from "../plan/print.ts";
import type { PlanSummary } from "../plan/summary.ts";
import { experimentTitle } from "../plan/title.ts";
import type { Program } from "../program/program.ts";
import type { Mistake, PlanOutcome, Problem, ShownPlan } from "./messages.ts";

export interface TextQuestion {
  text: string;
  file: string;
  /** Texts of included files, by path, where they differ from the disk. */
  included?: ReadonlyMap<string, string>;
  /** Columns to fill. */
  width: number;
}

export interface TextAnswer {
  outcome: PlanOutcome;
  /** Paths of the included files. */
  included: readonly string[];
}

/** Plans the texts of one page. A new text replaces the one before it. */
export class TextPlanner {
  readonly #planner: Planner;
  #withdraw = new AbortController();

  constructor(planner: Planner) {
    this.#planner = planner;
  }

  /** The plans of a text, or its mistakes; null if a later text replaced it. */
  async plan({ text, file, included, width }: TextQuestion): Promise<TextAnswer | null> {
    this.close();
    this.#withdraw = new AbortController();
    const { signal } = this.#withdraw;
    try {
      const { programs, diagnostics, analysis } = check(text, file, { open: included });
      const { sources } = analysis.collected;
      const outcome =
        programs.length === 0
          ? { is: "mistaken" as const, mistakes: mistakesOf(diagnostics, sources, text) }
          : await this.#outcomeOf(programs, width, signal);
      return outcome && { outcome, included: sources.slice(1).map(({ file }) => file) };
    } catch (error) {
      // The channel would close, and the page ask the same again on the next.
      const problem = { message: `this is a bug in exp: ${(error as Error).stack}`, fix: null };
      return { outcome: { is: "impossible", problem }, included: [] };
    }
  }

  close(): void {
    this.#withdraw.abort();
  }

  async #outcomeOf(programs: readonly Program[], width: number, signal: AbortSignal): Promise<PlanOutcome | null> {
    const plans: PlanSummary[] = [];
    for (const program of programs) {
      const planned = await this.#planner.plan(program, { signal, fresh: true });
      if (!planned) return null;
      if ("problem" in planned) return { is: "impossible", problem: planned.problem };
      plans.push(planned.plan);
    }
    const short = plans.map(plan => shortOfMemory(plan)).find(failure => failure !== null);
    return { is: "planned", plans: plans.map(plan => shown(plan, width)), problem: short ? problemOf(short) : null };
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

const shown = (plan: PlanSummary, width: number): ShownPlan => ({
  title: experimentTitle(plan),
  experiment: plan.experiment,
  sections: planSections(plan, { width, folder: dirname(plan.file) }),
});

const problemOf = ({ message, fix }: Failure): Problem => ({ message, fix: fix ?? null });
