import { experimentAt } from "../../language/names.ts";
import type { Program } from "../../program/program.ts";
import type { StepSpec } from "../../steps/specs.ts";
import type { Analyzed } from "../analyzed.ts";

/** Experiments of one file whose plans are made: a file of two hundred would keep a core busy. */
const most = 8;

export const plannedIn = ({ checked }: Analyzed): readonly Program[] =>
  checked.experiments.flatMap(({ program }) => program ?? []).slice(0, most);

/** The program that an offset belongs to: of the experiment whose braces it is in, or the first. */
export function programAt(analyzed: Analyzed, offset: number): Program | undefined {
  const experiment = experimentAt(analyzed.checked.analysis, analyzed.file, offset);
  return plannedIn(analyzed).find(program => experiment === null || program.experiment === experiment);
}

/** The steps of a program that are in this document, with their indexes. */
export function stepsIn({ steps, places }: Program, analyzed: Analyzed): { step: StepSpec; index: number }[] {
  const shown = `${analyzed.checked.analysis.collected.sources[0].shown}:`;
  return steps.flatMap((step, index) => (places[index].startsWith(shown) ? [{ step, index }] : []));
}
