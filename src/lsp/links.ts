import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import type { Span } from "../common/span.ts";
import { kindOf } from "../steps/index.ts";
import type { Analyzed } from "./analyzed.ts";
import { knownAt } from "./completion/known.ts";
import { programAt, stepsIn } from "./facts/programs.ts";
import type { Feature } from "./feature.ts";
import type { Mark } from "./marks.ts";
import { hasRuns, type LastRun, lastRun, pictureOf } from "./runs.ts";
import { uriOf } from "./uris.ts";

interface Link {
  span: Span;
  path: string;
  tooltip?: string;
}

/** The folders and files that the text names, and what the last run left. */
export function linksOf(analyzed: Analyzed): Link[] {
  return [...analyzed.marks.flatMap(mark => pathLink(mark, analyzed)), ...(hasRuns(analyzed.file) ? runLinks(analyzed) : [])];
}

function pathLink({ role, kind, slot, value, span, option }: Mark, analyzed: Analyzed): Link[] {
  const folder = dirname(analyzed.file);
  if (role !== "value" || !slot || !value) return [];
  if (value.kind === "text" && slot.row.path && !value.parts) {
    const data = slot.row.path === "table" ? knownAt(analyzed, span.start).data : null;
    const path = [data ?? folder, folder].map(from => resolve(from, value.text)).find(existsSync);
    return path && span.end - span.start > 2 ? [{ span: { start: span.start + 1, end: span.end - 1 }, path }] : [];
  }
  // The name of the data is its folder, where no other is given.
  if (value.kind !== "word" || kind?.name !== "data" || option || slot.name !== "name") return [];
  const path = resolve(folder, value.name);
  return existsSync(path) ? [{ span, path }] : [];
}

/** From steps to what the last run of their experiment made of them. */
function runLinks(analyzed: Analyzed): Link[] {
  const runs = new Map<string | null, LastRun | null>();
  const runOf = (experiment: string | null) => {
    const run = runs.has(experiment) ? runs.get(experiment)! : lastRun(analyzed.file, experiment);
    runs.set(experiment, run);
    return run;
  };
  return analyzed.marks.flatMap(({ role, kind, span }): Link[] => {
    if (role !== "statement" || (kind?.role !== "step" && kind?.role !== "training")) return [];
    const program = programAt(analyzed, span.start);
    const run = program && runOf(program.experiment);
    if (!run) return [];
    const step = stepsIn(program, analyzed).find(({ step }) => step.span.start === span.start)?.step;
    const stem = step && kindOf(step).pictureStem?.(step, program.model);
    if (stem !== undefined) {
      const picture = pictureOf(run, stem);
      return picture ? [{ span, path: picture, tooltip: `the picture of ${run.name}` }] : [];
    }
    return run.report ? [{ span, path: run.report, tooltip: `the report of ${run.name}` }] : [];
  });
}

export const links: Feature = {
  capabilities: { documentLinkProvider: {} },
  attach({ connection, answer }) {
    connection.onDocumentLinks(
      answer<DocumentLinkParams, DocumentLink[]>(
        analyzed =>
          linksOf(analyzed).map(({ span, path, tooltip }) => ({
            range: analyzed.range(span),
            target: uriOf(path),
            ...(tooltip && { tooltip }),
          })),
        [],
      ),
    );
  },
};
