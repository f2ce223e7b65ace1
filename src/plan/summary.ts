import type { DataPlan, Plan } from "./plan.ts";

/** A plan without texts and lists of images: small enough to pass between threads, and enough to print it. */
export type PlanSummary = Omit<Plan, "source" | "included" | "data"> & { data: Omit<DataPlan, "train" | "valid"> };

export function summaryOf({ source: _, included: __, data: { train: ___, valid: ____, ...data }, ...plan }: Plan): PlanSummary {
  return { ...plan, data };
}
