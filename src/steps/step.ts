import type { Pass } from "../data/data.ts";
import type { InspectedSet } from "../data/evaluation_set.ts";
import type { Graph } from "../graph/graph.ts";
import type { MetricSpec } from "../metrics/spec.ts";
import type { Model } from "../models/model.ts";
import type { Costs } from "../plan/costs.ts";
import type { DataPlan, Plan } from "../plan/plan.ts";
import type { DataSpec, ModelSpec } from "../program/program.ts";
import type { AnyTask, OtherData, OtherSet } from "../tasks/index.ts";
import type { TaskPlan } from "../tasks/plan/task_plan.ts";
import type { PlanStep } from "./index.ts";
import type { StepSpec } from "./specs.ts";

/** Shows a path. */
export type ShowPath = (path: string) => string;

/**
 * What exp knows of a kind of step, from its statement to its run: a row of `steps`. Time, memory and the programs that `exp plan --emit` prints
 * follow from `graphs`.
 */
export interface StepKind<Spec extends StepSpec, Step extends { kind: string }> {
  /** What the plan looks at on the disk. */
  looksAt(spec: Spec): LooksAt;
  /** Throws a `Failure` of fault `data` or `experiment` if the step does not fit the data. */
  plan(spec: Spec, context: PlanContext): Step;
  /** What the step does, in one line: `visualize layer 4 (layer3): patches 9 deconv`. */
  text(step: Step, place: ShowPath): string;
  /** Settings that are not in the text, by name: a comparison of runs has a row for each. */
  details(step: Step, place: ShowPath, plan: Pick<Plan, "task">): [name: string, value: string][];
  /** What a person who points at the statement wants to know, a line each, some with a name. */
  facts(step: Step, plan: Pick<Plan, "model" | "task">): [name: string | null, text: string][];
  /** Every graph that the step runs. */
  graphs(step: Step, context: GraphContext): StepGraph[];
  /** Images that the step reads beside those of the data: `exp resume` and `exp repeat` hash them. */
  inputs(step: Step): StepInputs;
  /** The pass over the data that the step begins with, or null; `resumed` is where a checkpoint resumes it. */
  firstPass(step: Step, resumed: Resumed | null): Pass | null;
  /** What the step is for, where its kind does not say it: a comparison of runs lays steps of one purpose side by side. */
  purpose?(step: Step): string;
  /** The data set that the step evaluates on instead of the validation images. */
  otherData?(step: Step): OtherSet | undefined;
  /** Seconds for which workers keep the engine waiting. */
  workerSeconds?(step: Step, data: DataPlan): number;
  /** How the file of the first picture begins. */
  pictureStem?(spec: Spec, model: ModelSpec): string;
  /** Whether the step draws pictures, which a terminal may show. */
  drawsPictures?: true;
}

export interface LooksAt {
  /** Paths of images, or of folders of images. */
  paths: string[];
  sets: { data: DataSpec; outOfDomain: boolean }[];
}
export const looksAtNothing: LooksAt = { paths: [], sets: [] };

/** The images and data sets on the disk that steps name. */
export interface Inspection {
  /** Images at each path. */
  images: ReadonlyMap<string, number>;
  sets: ReadonlyMap<DataSpec, InspectedSet<OtherData>>;
  seed: number;
}

/** What the plan of a step follows from, beside its statement. */
export interface PlanContext {
  model: Model;
  task: AnyTask;
  taskPlan: TaskPlan;
  data: DataPlan;
  costs: Costs;
  found: Inspection;
  /** Whether the weights are pretrained. */
  pretrained: boolean;
  /** The plan of the steps before. */
  before: readonly PlanStep[];
  /** The metrics of the training before, or of the first one after. */
  trainingMetrics: readonly MetricSpec[];
  /** Adds a sentence to what the plan inferred. */
  infer(sentence: string): void;
}

export interface GraphContext {
  model: Model;
  task: AnyTask;
  data: Pick<DataPlan, "batchSize" | "imageSize" | "valid">;
  seed: number;
}

/** A graph, and what its cost depends on: graphs with the same key cost the same. */
export interface CountedGraph {
  key: string;
  build(): Graph;
}
export interface StepGraph extends CountedGraph {
  /** What a run of it does: `fine_tune, head: a training step`. */
  name: string;
  batchSize: number;
  /** How often the step runs it; a short batch counts as a part. */
  runs: number;
  /** Whether it takes gradients: engines are slower at them. */
  goesBack: boolean;
}

export interface StepInputs {
  images: string[];
  /** Paths of images, or of folders of images. */
  paths: string[];
}
export const readsNothing: StepInputs = { images: [], paths: [] };

/** Where a checkpoint resumes a step. */
export interface Resumed {
  /** Null between two phases. */
  phase: number | null;
  /** Batches that are trained in the epoch. */
  batch: number;
  /** Passes over the training images that have begun. */
  passes: number;
}
