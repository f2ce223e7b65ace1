import { plural } from "../../common/units.ts";
import { visible } from "../../common/words.ts";
import type { ShowPath } from "../step.ts";
import type { ExplainStep } from "./plan.ts";

/** `explain worst 9 with gradcam occlusion, for the class beagle` */
export function explainText({ what, images, methods, of }: ExplainStep, place: ShowPath): string {
  const shown = what.kind === "worst" ? `worst ${what.count}` : `${place(what.path)}${images > 1 ? ` (${plural(images, "image")})` : ""}`;
  const asked = {
    predicted: "",
    actual: ", for the class of each image",
    class: of.kind === "class" ? `, for the class ${visible(of.name)}` : "",
  };
  return `explain ${shown} with ${methods.join(" ")}${asked[of.kind]}`;
}
