import type { Plan } from "../plan/plan.ts";
import type { Medium, News } from "./news.ts";
import type { Numbers } from "./numbers.ts";

/** What exp knows of an event: a row of `events`. */
export interface EventKind<E extends { event: string }> {
  /** Where the event has numbers, which JSON writes as null where they are not finite. A plan has none to read: it is in plan.json. */
  numbers: Numbers<Omit<E, "event" | "plan">>;
  /** Comes with every batch or image, and holds no result: not kept for long, and lost when the machine stops. */
  isFrequent?: true;
  /** Of a frequent event, what is drawn of it: of very many the report keeps some that keep the shape of this curve. Null, or no curve: none is kept. */
  curve?(event: E): number | null;
  /** What people are warned of, also by `--quiet`: texts without control characters but ends of lines. */
  warnings?(event: E): string[];
  /** What else people see of it. */
  news?(event: E, medium: Medium): News[];
  /** What it found on the validation images: the last of them is what came of a run. */
  scores?(event: E): { loss: number; metrics: Record<string, number> };
  /** The results in it, which `exp repeat` compares. */
  rows?(event: E, plan: Plan): ResultRow[];
  /** What TensorBoard draws, by the name of the curve; null for an event that adds no point. */
  scalars?(event: E, plan: Pick<Plan, "model">): Record<string, number> | null;
}

/** A row of results: `evaluation`, `dog.jpg`. */
export interface ResultRow {
  title: string;
  values: Record<string, number>;
}
