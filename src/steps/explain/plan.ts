import { Failure } from "../../common/failure.ts";
import type { MethodName } from "../../visualize/attribution/index.ts";
import type { PlanContext } from "../step.ts";
import type { ExplainedClass, ExplainedImages, ExplainSpec } from "./spec.ts";
import { mostExplained } from "./statement.ts";

export interface ExplainStep {
  kind: "explain";
  what: ExplainedImages;
  /** Images explained, when the plan was made. */
  images: number;
  methods: MethodName[];
  of: ExplainedClass;
}

/** Throws a `Failure`: of fault `experiment` if the data have no such class, of fault `data` if there are more images at the path than a picture shows. */
export function planExplain(
  { images: what, methods, of }: ExplainSpec,
  { taskPlan, data, found }: Pick<PlanContext, "taskPlan" | "data" | "found">,
): ExplainStep {
  taskPlan.checkExplained(of, data);
  const images = what.kind === "worst" ? Math.min(what.count, data.valid.length) : (found.images.get(what.path) ?? 1);
  if (images > mostExplained) {
    const said = `\`explain\` shows ${mostExplained} images at most in a picture, and there are ${images} in ${what.kind === "path" ? what.path : ""}`;
    throw new Failure("data", said, "name an image of it, or a smaller folder");
  }
  return { kind: "explain", what, images, methods: methods as MethodName[], of };
}
