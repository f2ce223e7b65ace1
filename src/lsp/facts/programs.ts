import { experimentAt } from "../../language/names.ts";
import type { Program, StepSpec } from "../../program/program.ts";
import type { Analysed } from "../analysed.ts";

/** Experiments of one file whose plans are made: a file of two hundred would keep a core busy. */
const most = 8;

export const plannedIn = ({ checked }: Analysed): readonly Program[] =>
  checked.experiments.flatMap(({ program }) => program ?? []).slice(0, most);

/** The program that an offset belongs to: of the experiment whose braces it is in, or the first. */
export function programAt(analysed: Analysed, offset: number): Program | undefined {
  const experiment = experimentAt(analysed.checked.analysis, analysed.file, offset);
  return plannedIn(analysed).find(program => experiment === null || program.experiment === experiment);
}

/** The steps of a program that stand in this document, with their indexes. */
export function stepsIn({ steps, places }: Program, analysed: Analysed): { step: StepSpec; index: number }[] {
  const shown = `${analysed.checked.analysis.gathered.sources[0].shown}:`;
  return steps.flatMap((step, index) => (places[index].startsWith(shown) ? [{ step, index }] : []));
}
