import type { Section } from "../../report/record.ts";
import { classificationSections } from "../classification/report/index.ts";
import { defaultTask, type TaskName } from "../index.ts";

/** What the report shows of the evaluations of a task, from top to bottom. */
const sections = { classification: classificationSections } satisfies Record<TaskName, readonly Section[]>;

export const taskSectionsOf = ({ task = defaultTask }: { task?: TaskName }): readonly Section[] => sections[task];
