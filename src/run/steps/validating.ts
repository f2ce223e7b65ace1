import type { DataPlan } from "../../plan/plan.ts";

/** What the events of validation batches have in common: nothing is trained in them. */
export const validating = ({ valid, batchSize }: Pick<DataPlan, "valid" | "batchSize">) => ({
  event: "batch" as const,
  training: false,
  batches: Math.ceil(valid.length / batchSize),
  learningRates: [],
  momentum: 0,
});
