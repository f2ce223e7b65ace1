import { classificationRun } from "../classification/run/index.ts";
import { defaultTask, type TaskName } from "../index.ts";
import type { TaskRun } from "./task_run.ts";

const runs = { classification: classificationRun } satisfies Record<TaskName, TaskRun>;

export const taskRunOf = ({ task = defaultTask }: { task?: TaskName }): TaskRun => runs[task];
