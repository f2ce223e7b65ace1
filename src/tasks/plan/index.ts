import { classificationPlan } from "../classification/plan/index.ts";
import { defaultTask, type TaskName } from "../index.ts";
import type { TaskPlan } from "./task_plan.ts";

const plans = { classification: classificationPlan } satisfies Record<TaskName, TaskPlan>;

export const taskPlanOf = ({ task = defaultTask }: { task?: TaskName }): TaskPlan => plans[task];
