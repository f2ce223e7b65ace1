import type { Section } from "../../../report/record.ts";
import { calibration } from "./calibration.ts";
import { confusion } from "./confusion.ts";
import { discrimination } from "./discrimination.ts";
import { perClass } from "./per_class.ts";
import { worst } from "./worst.ts";

export const classificationSections: readonly Section[] = [confusion, worst, perClass, discrimination, calibration];
