import type { EvaluatedEvent } from "../../events/evaluated.ts";
import type { DataPlan } from "../../plan/plan.ts";
import { confusionLines } from "../classification/events/confusion.ts";
import { defaultTask, type TaskName } from "../index.ts";

/** What a task prints of an evaluation. */
interface TaskEvents {
  /** Beneath the scores of an evaluation, at most `width` columns. */
  evaluatedLines(event: EvaluatedEvent, data: DataPlan, width: number): string[];
}

const rows = {
  classification: { evaluatedLines: ({ confusion }, { classes }, width) => confusionLines(confusion, classes, width) },
} satisfies Record<TaskName, TaskEvents>;

export const taskEventsOf = ({ task = defaultTask }: { task?: TaskName }): TaskEvents => rows[task];
