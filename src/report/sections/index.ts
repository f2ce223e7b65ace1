import type { Plan } from "../../plan/plan.ts";
import { stepSections } from "../../steps/sections.ts";
import { taskReportOf } from "../../tasks/report/index.ts";
import type { Section } from "../record.ts";
import { broken } from "./broken.ts";
import { curves } from "./curves.ts";
import { environment } from "./environment.ts";
import { inferences } from "./inferences.ts";
import { plan } from "./plan.ts";
import { results } from "./results.ts";
import { source } from "./source.ts";

/** The report, from top to bottom. */
export const sectionsOf = (run: Pick<Plan, "task">): readonly Section[] => [
  source,
  results,
  curves,
  ...taskReportOf(run).sections,
  ...stepSections,
  plan,
  inferences,
  broken,
  environment,
];
