import type { MetricSpec } from "../../metrics/spec.ts";
import type { ExplainedClass } from "../../steps/explain/spec.ts";
import type { OtherSet, TaskData } from "../index.ts";

export interface Counted {
  /** What it is called: `class`, `classes`. */
  one: string;
  several: string;
  /** In the order of the outputs. */
  rows: { name: string; train: number; valid: number }[];
}

/** What a task says of a plan. */
export interface TaskPlan {
  /** What the images are counted by. */
  counted(data: TaskData): Counted;
  /** What people are told of a metric beside its label: `of dog`; null where the label carries it. */
  metricNote(spec: MetricSpec, data: TaskData): string | null;
  /** What the images of the data show: `12 classes`. */
  shows(data: TaskData): string;
  /** The images of each, as a table of that width; none where there is nothing to count. */
  table(data: TaskData, width: number): string[];
  /** What other data show, and what of it is learned: `10 classes, 3 of them learned`; null where nothing labels them. */
  otherShows(set: OtherSet): string | null;
  /** Throws a `Failure` of fault `experiment` where `explain` asks about what the data do not have. */
  checkExplained(of: ExplainedClass, data: TaskData): void;
}
