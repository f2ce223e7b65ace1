import type { Shape } from "../common/tensor.ts";
import type { Sample } from "../data/data.ts";
import type { Target } from "../data/target.ts";
import type { GraphBuilder } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import type { Metric } from "../metrics/metric.ts";
import type { MetricSpec } from "../metrics/spec.ts";
import type { BuildHead } from "../models/head.ts";
import type { CompareHead } from "../models/weights/head_of_file.ts";
import type { Loss } from "./losses/loss.ts";

/** What was found by running every sample of the validation split through the model, in order. */
export interface Evaluation {
  /** Mean of all samples. */
  loss: number;
  /** `[n]`. */
  losses: Float32Array;
  paths: string[];
}

/** The same as the graph gave it, the batches joined. */
export interface Fetched extends Evaluation {
  /** Numbers that the model gives for a sample. */
  outputs: number;
  /** By the names that `objective` gives them, the losses left out. */
  predictions: Record<string, Float32Array>;
  targets: Record<string, Float32Array>;
}

/**
 * What a model learns, and how that is measured. `Kept` is what a look at the data finds of it and the plan keeps, `Other` likewise of data that are only evaluated
 * on, `Matches` how these go with what is learned, `Outcome` what metrics read of an evaluation. Methods are written as such so that every task is a `Task`.
 */
export interface Task<Kept = unknown, Outcome extends Evaluation = Evaluation, Other = unknown, Matches = unknown> {
  /** What is learned, after `learns` or `measures`. */
  doc: string;
  target: Target<Kept, Other>;
  /** How other data go with what is learned. */
  matches(other: Other, learned: Kept): Matches;
  /** The feeds of graphs that hold the targets of a batch, by name. */
  targets: Record<string, (batchSize: number) => Shape>;
  /** What they are fed with, for the samples of a batch. */
  targetsOf(samples: readonly Sample[]): Record<string, Float32Array>;
  /** The label of a sample, as people read it. */
  labelText(label: number, learned: Kept): string;
  /** Numbers that the model gives for a sample. */
  outputs(learned: Kept): number;
  /** From the features of a model to its output `[N, outputs]`. */
  head: BuildHead;
  /** What files of weights say of the head. */
  headMetadata(learned: Kept): Record<string, string>;
  compareHead(learned: Kept): CompareHead;
  /** Names what training makes small. */
  loss: Pick<Loss, "doc" | "name" | "unit">;
  /** Appends the loss `[N]` of each sample, and what evaluation fetches beside it. */
  objective(b: GraphBuilder, output: Value, targets: Record<string, Value>): { losses: Value } & Record<string, Value>;
  /** Appends what a prediction is, by the names that `objective` gives the same. */
  predictions(b: GraphBuilder, output: Value): Record<string, Value>;
  evaluation(fetched: Fetched): Outcome;
  /** By the name that a program gives them. */
  metrics: Record<string, Metric<Outcome>>;
  /** Metrics as the plan has them: with what the program leaves open. */
  plannedMetrics(specs: readonly MetricSpec[], learned: Kept): MetricSpec[];
  /** One sentence about what was left open and is settled so; none where nothing was. */
  metricInferences(specs: readonly MetricSpec[], learned: Kept): string[];
}
