import type { Plan } from "../../plan/plan.ts";
import type { Program } from "../../program/program.ts";

/** What the plan says of an experiment: the plan without its long lists. */
export interface Facts {
  plan: Omit<Plan, "source" | "included" | "data"> & { data: Omit<Plan["data"], "train" | "valid"> };
  images: { train: number; valid: number };
}
/** Why there is no plan, for people. */
export interface Problem {
  problem: string;
}
export type Found = Facts | Problem;

export interface FactsRequest {
  id: number;
  program: Program;
}
export interface FactsReply {
  id: number;
  found: Found;
}
