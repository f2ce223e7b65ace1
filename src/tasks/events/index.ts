import { classificationEvents } from "../classification/events/index.ts";
import { defaultTask, type TaskName } from "../index.ts";
import type { TaskEvents } from "./task_events.ts";

const rows = { classification: classificationEvents } satisfies Record<TaskName, TaskEvents>;

export const taskEventsOf = ({ task = defaultTask }: { task?: TaskName }): TaskEvents => rows[task];
