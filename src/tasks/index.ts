import { classification } from "./classification/index.ts";
import type { Task } from "./task.ts";

export const tasks = { classification } satisfies Record<string, Task>;

export type TaskName = keyof typeof tasks;

/** Of programs and plans that name none. */
export const defaultTask: TaskName = "classification";

/** The task of a plan; one that names none is of the default task. */
export const taskOf = ({ task = defaultTask }: { task?: TaskName }): Task => tasks[task];
