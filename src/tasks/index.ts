import type { EvaluationSet } from "../data/evaluation_set.ts";
import { classification } from "./classification/index.ts";
import type { Classes, ClassMatches, OtherClasses } from "./classification/target/classes.ts";
import type { Evaluation, Task } from "./task.ts";

export const tasks = { classification } satisfies Record<string, Task>;

/** What the plan keeps of the data for the task, beside what every task needs. */
export type TaskData = Classes;
/** Of data that are evaluated on. */
export type OtherData = OtherClasses;
/** How these go with what is learned. */
export type OtherMatches = ClassMatches;
/** Data that are evaluated on, with what the task keeps of them. */
export type OtherSet = EvaluationSet & OtherData & OtherMatches;

export type TaskName = keyof typeof tasks;

/** Of programs and plans that name none. */
export const defaultTask: TaskName = "classification";

/** The task of a plan; one that names none is of the default task. */
export const taskOf = ({ task = defaultTask }: { task?: TaskName }): AnyTask => tasks[task];

/** A task with the data of all tasks. */
export type AnyTask = Task<TaskData, Evaluation, OtherData, OtherMatches>;
