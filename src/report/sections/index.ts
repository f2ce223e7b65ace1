import { stepSections } from "../../steps/sections.ts";
import type { Section } from "../record.ts";
import { broken } from "./broken.ts";
import { calibration } from "./calibration.ts";
import { confusion } from "./confusion.ts";
import { curves } from "./curves.ts";
import { discrimination } from "./discrimination.ts";
import { environment } from "./environment.ts";
import { inferences } from "./inferences.ts";
import { perClass } from "./per_class.ts";
import { plan } from "./plan.ts";
import { results } from "./results.ts";
import { source } from "./source.ts";
import { worst } from "./worst.ts";

/** The report, from top to bottom. */
export const sections: readonly Section[] = [
  source,
  results,
  curves,
  confusion,
  worst,
  perClass,
  discrimination,
  calibration,
  ...stepSections,
  plan,
  inferences,
  broken,
  environment,
];
