import { Failure } from "../../common/failure.ts";
import { nearest } from "../../common/nearest.ts";
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

/** Throws a `Failure`: of fault `experiment` if there is no such class, of fault `data` if there are more images at the path than a picture shows. */
export function planExplain(
  { images: what, methods, of }: ExplainSpec,
  { data: { classes, valid }, found }: Pick<PlanContext, "data" | "found">,
): ExplainStep {
  if (of.kind === "class" && !classes.includes(of.name)) {
    const [close] = nearest(of.name, classes);
    const way = close
      ? `did you mean \`${close}\`?`
      : `the classes are ${classes.slice(0, 12).join(", ")}${classes.length > 12 ? ", …" : ""}`;
    throw new Failure("experiment", `\`explain\` asks about the class \`${of.name}\`, which the data do not have`, way);
  }
  const images = what.kind === "worst" ? Math.min(what.count, valid.length) : (found.images.get(what.path) ?? 1);
  if (images > mostExplained) {
    const said = `\`explain\` shows ${mostExplained} images at most in a picture, and there are ${images} in ${what.kind === "path" ? what.path : ""}`;
    throw new Failure("data", said, "name an image of it, or a smaller folder");
  }
  return { kind: "explain", what, images, methods: methods as MethodName[], of };
}
