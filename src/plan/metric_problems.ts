import { Failure } from "../common/failure.ts";
import type { Program } from "../program/program.ts";
import type { AnyTask } from "../tasks/index.ts";

/** Throws a `Failure` of fault `experiment` that names every metric which the task does not have or which makes no sense for so many outputs of the model, with its place. */
export function checkMetrics({ places, steps }: Program, { metrics, doc }: Pick<AnyTask, "metrics" | "doc">, outputs: number): void {
  const problems = steps.flatMap((step, i) => {
    const said = "metrics" in step ? step.metrics : [];
    return said.flatMap(spec => {
      const metric = Object.hasOwn(metrics, spec.name) ? metrics[spec.name] : null;
      const problem = metric ? metric.problem?.(outputs, spec) : `\`${spec.name}\` does not measure ${doc}`;
      return problem ? [`${places[i]} ${problem}`] : [];
    });
  });
  if (problems.length > 0) throw new Failure("experiment", problems.join("\n"));
}
