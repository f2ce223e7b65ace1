import { basename } from "node:path";
import { Failure } from "../common/failure.ts";
import { Lines } from "../language/lines.ts";
import type { Program } from "../language/program.ts";
import { metrics } from "../metrics/index.ts";

/** Throws a `Failure` of fault `experiment` that names every metric which makes no sense for so many classes, with its place. */
export function checkMetrics({ file, source, steps }: Program, classes: number): void {
  const lines = new Lines(source);
  const problems = steps.flatMap(step => {
    const { line, column } = lines.at(step.span.start);
    const said = "metrics" in step ? step.metrics : [];
    return said.flatMap(spec => {
      const problem = metrics[spec.name as keyof typeof metrics].problem?.(classes, spec);
      return problem ? [`${basename(file)}:${line}:${column} ${problem}`] : [];
    });
  });
  if (problems.length > 0) throw new Failure("experiment", problems.join("\n"));
}
