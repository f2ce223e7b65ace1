import type { TaskReport } from "../../report/index.ts";
import { calibration } from "./calibration.ts";
import { confusion } from "./confusion.ts";
import { discrimination } from "./discrimination.ts";
import { perClass } from "./per_class.ts";
import { takenPart } from "./taken_part.ts";
import { worst } from "./worst.ts";

export const classificationReport: TaskReport = {
  sections: [confusion, worst, perClass, discrimination, calibration],
  otherPart: takenPart,
};
