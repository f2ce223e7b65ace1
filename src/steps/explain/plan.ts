import { Failure } from "../../common/failure.ts";
import { nearest } from "../../common/nearest.ts";
import { plural } from "../../common/units.ts";
import { visible } from "../../common/words.ts";
import type { DataPlan, ExplainStep } from "../../plan/plan.ts";
import type { MethodName } from "../../visualize/attribution/index.ts";
import type { ExplainSpec } from "./spec.ts";
import { mostExplained } from "./statement.ts";

/**
 * What `explain` will do; `found` counts the images at each path. Throws a `Failure`: of fault `experiment` where there is no such class, of
 * fault `data` where there are more images at the path than a picture shows.
 */
export function explainStep(
  { images: what, methods, of }: ExplainSpec,
  { classes, valid }: DataPlan,
  found: ReadonlyMap<string, number>,
): ExplainStep {
  if (of.kind === "class" && !classes.includes(of.name)) {
    const [close] = nearest(of.name, classes);
    const way = close
      ? `did you mean \`${close}\`?`
      : `the classes are ${classes.slice(0, 12).join(", ")}${classes.length > 12 ? ", …" : ""}`;
    throw new Failure("experiment", `\`explain\` asks about the class \`${of.name}\`, which the data do not have`, way);
  }
  const images = what.kind === "worst" ? Math.min(what.count, valid.length) : (found.get(what.path) ?? 1);
  if (images > mostExplained) {
    const said = `\`explain\` shows ${mostExplained} images at most in a picture, and there are ${images} in ${what.kind === "path" ? what.path : ""}`;
    throw new Failure("data", said, "name an image of it, or a smaller folder");
  }
  return { kind: "explain", what, images, methods: methods as MethodName[], of };
}

/** `explain worst 9 with gradcam occlusion, for the class beagle` */
export function explainText({ what, images, methods, of }: ExplainStep, place: (path: string) => string): string {
  const shown = what.kind === "worst" ? `worst ${what.count}` : `${place(what.path)}${images > 1 ? ` (${plural(images, "image")})` : ""}`;
  const asked = {
    predicted: "",
    actual: ", for the class of each image",
    class: of.kind === "class" ? `, for the class ${visible(of.name)}` : "",
  };
  return `explain ${shown} with ${methods.join(" ")}${asked[of.kind]}`;
}
