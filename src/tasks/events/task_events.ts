import type { EvaluatedEvent } from "../../events/evaluated.ts";
import type { EvaluatedOnEvent } from "../../events/evaluated_on.ts";
import type { TaskData } from "../index.ts";

/** What a task prints of an evaluation. */
export interface TaskEvents {
  /** Beneath its scores, at most `width` columns. */
  evaluatedLines(event: EvaluatedEvent, data: TaskData, width: number): string[];
  /** Beneath the scores of an evaluation on other data. */
  otherLines(event: EvaluatedOnEvent, data: TaskData): string[];
}
