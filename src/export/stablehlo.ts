import { stablehloOf } from "../engines/stablehlo.ts";
import { modelOf } from "../plan/model_plan.ts";
import type { Plan } from "../plan/plan.ts";
import { experimentTitle } from "../plan/title.ts";
import { kindOf } from "../steps/index.ts";
import { taskOf } from "../tasks/index.ts";
import type { ProgramFormat } from "./format.ts";

/** The programs of each step as StableHLO text, as an engine compiles them. */
export const stablehlo: ProgramFormat = {
  extension: ".mlir",
  of: "programs",
  text: emit,
};

/** Every program of the plan, each under its name. */
function emit(plan: Plan): string {
  const context = { ...plan, task: taskOf(plan), model: modelOf(plan) };
  const graphs = plan.steps.flatMap(step => kindOf(step).graphs(step, context));
  return graphs
    .map(({ name, batchSize, build }) => `// ${experimentTitle(plan)}: ${name}, batch ${batchSize}\n${stablehloOf(build(), plan.engine)}`)
    .join("\n");
}
