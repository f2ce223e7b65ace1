import type { EvaluatedOnEvent } from "../../events/evaluated_on.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Html } from "../../report/html.ts";
import type { Section } from "../../report/record.ts";
import { classificationReport } from "../classification/report/index.ts";
import { defaultTask, type TaskName } from "../index.ts";

/** What the report shows of a task. */
export interface TaskReport {
  /** Of evaluations, from top to bottom. */
  sections: readonly Section[];
  /** Of an evaluation on other data; null where there is nothing to show. */
  otherPart(event: EvaluatedOnEvent, plan: Plan): Html | null;
}

const reports = { classification: classificationReport } satisfies Record<TaskName, TaskReport>;

export const taskReportOf = ({ task = defaultTask }: { task?: TaskName }): TaskReport => reports[task];
