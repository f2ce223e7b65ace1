import type { CodeLens, CodeLensParams } from "vscode-languageserver";
import type { Span } from "../common/span.ts";
import { aboutTime } from "../plan/about.ts";
import type { Analyzed } from "./analyzed.ts";
import { plannedIn } from "./facts/programs.ts";
import type { FactsStore } from "./facts/store.ts";
import type { Feature } from "./feature.ts";
import { lastRun } from "./runs.ts";
import { uriOf } from "./uris.ts";

interface Lens {
  span: Span;
  title: string;
  /** Of the editor: the server itself runs nothing. `exp.run` and `exp.plan` take the document and the experiment, `exp.open` what to show. */
  command: "exp.run" | "exp.plan" | "exp.open";
  arguments: (string | null)[];
}

/** Above each experiment that can run: to run it, to see its plan, and its last run. */
export function lensesOf(analyzed: Analyzed, facts: FactsStore): Lens[] {
  const { experiments, analysis } = analyzed.checked;
  const { collected } = analysis;
  const first = collected.parsed.script.statements[0];
  if (!first) return [];
  const own = collected.experiments.filter(({ source }) => source === collected.sources[0]);
  const isBase = (name: string) => experiments.some(experiment => experiment.name === name && experiment.lacks.length > 0);
  const runnable =
    own.length > 0
      ? own.flatMap(({ name, span }) => (isBase(name.name) ? [] : [{ experiment: name.name, span }]))
      : [{ experiment: null, span: first.span }];
  const hasSteps = own.length > 0 || collected.items.some(({ kind }) => kind.role === "training" || kind.role === "step");
  if (!hasSteps) return [];
  return runnable.flatMap(({ experiment, span }): Lens[] => {
    const program = plannedIn(analyzed).find(program => program.experiment === experiment);
    const found = program && facts.of(program);
    const time = found && !("problem" in found) ? `: ${aboutTime(found.plan.estimate.seconds, found.plan.estimate)}` : "";
    const run = lastRun(analyzed.file, experiment);
    return [
      { span, title: "run", command: "exp.run", arguments: [analyzed.uri, experiment] },
      { span, title: `plan${time}`, command: "exp.plan", arguments: [analyzed.uri, experiment] },
      ...(run ? [{ span, title: run.name, command: "exp.open" as const, arguments: [uriOf(run.report ?? run.folder)] }] : []),
    ];
  });
}

export const codeLens: Feature = {
  capabilities: { codeLensProvider: {} },
  attach({ connection, facts, answer }) {
    connection.onCodeLens(
      answer<CodeLensParams, CodeLens[]>(
        analyzed =>
          lensesOf(analyzed, facts).map(({ span, title, command, arguments: given }) => ({
            range: analyzed.range({ start: span.start, end: span.start }),
            command: { title, command, arguments: given },
          })),
        [],
      ),
    );
  },
};
