import { plural } from "../../common/units.ts";
import { visible } from "../../common/words.ts";
import { type CorruptionName, corruptions, families, familyOf } from "../../inputs/image/corruptions/index.ts";
import { metricsOf } from "../../plan/metrics.ts";
import type { Plan } from "../../plan/plan.ts";
import type { OtherSet } from "../../tasks/index.ts";
import { taskPlanOf } from "../../tasks/plan/index.ts";
import type { ShowPath } from "../step.ts";
import type { EvaluateStep } from "./plan.ts";

/** `evaluate accuracy`, `evaluate on digits as out_of_domain`, `evaluate corrupted noise fog on 100 validation images` */
export const evaluateText = (step: EvaluateStep): string => `${subjectOf(step)}${metricsOf(step.metrics)}`;

function subjectOf({ on, corrupted }: EvaluateStep): string {
  if (on) return `evaluate on ${visible(on.name)}${on.outOfDomain ? " as out_of_domain" : ""}`;
  if (corrupted) return `evaluate corrupted${corruptionText(corrupted.names)} on ${plural(corrupted.images.length, "validation image")}`;
  return "evaluate";
}

/** The families of which all are there, then the others; nothing where all are. */
function corruptionText(names: readonly CorruptionName[]): string {
  const all = Object.keys(corruptions) as CorruptionName[];
  if (names.length === all.length) return "";
  const whole = families.filter(family => all.every(name => familyOf(name) !== family || names.includes(name)));
  return ` ${[...whole, ...names.filter(name => !whole.includes(familyOf(name)))].join(" ")}`;
}

/** `450 images of 10 classes, 3 of them learned, in digits` */
export function setText(set: OtherSet, plan: Pick<Plan, "task">, place: ShowPath): string {
  const shows = taskPlanOf(plan).otherShows(set);
  return `${plural(set.samples.length, "image")}${shows === null ? "" : ` of ${shows},`} in ${place(set.folder)}`;
}
