import type { BatchOptions, Broken, Sample } from "../data/data.ts";
import type { Precision } from "../engines/engine.ts";
import type { EngineName } from "../engines/index.ts";
import type { Speed } from "../engines/speed.ts";
import type { WeightsSource } from "../models/weights/source.ts";
import type { Experiment } from "../program/program.ts";
import type { PlanStep } from "../steps/index.ts";
import type { TaskData, TaskName } from "../tasks/index.ts";

/** The execution plan: plain JSON, complete. What `exp plan` prints is what `exp run` runs. */
export interface Plan extends Experiment {
  version: 1;
  engine: EnginePlan;
  /** What is learned; classification where it is absent. */
  task?: TaskName;
  data: DataPlan;
  model: ModelPlan;
  steps: PlanStep[];
  estimate: Estimate;
  /** What was inferred, one sentence each. */
  inferences: string[];
  /** What is probably not meant, one sentence each; plans of earlier versions have none. */
  warnings?: string[];
}

export interface EnginePlan {
  name: EngineName;
  version: string;
  device: string;
  isGpu: boolean;
  /** Null if the engine has none that are ours to count, as on a GPU. */
  threads: number | null;
  /** Whether algorithms are left out that are faster but round more. */
  exact: boolean;
  /** That every batch is split over. */
  devices: number;
  /** Of activations; null for what suits the device. */
  precision: Precision | null;
  normPerDevice: boolean;
  why: string;
}

/** Of the data: what every task needs, and what the task keeps. */
export type DataPlan = DataFields & TaskData;

interface DataFields extends BatchOptions {
  name: string;
  folder: string;
  train: Sample[];
  valid: Sample[];
  broken: Broken[];
  medianSize: { width: number; height: number };
}

export interface ModelPlan {
  name: string;
  /** Where the starting weights come from; decided when the plan is made. */
  weights: WeightsSource;
  /** Numbers that it gives for an image. */
  classes: number;
  parameters: number;
  /** Parameter groups, first to last. */
  groups: { name: string; parameters: number }[];
  /** Output shape of every layer that can be visualized, batch left out; its number where it has one. */
  layers: { layer: number | null; name: string; shape: number[] }[];
}

export interface Estimate {
  /** Of the whole run, and each step of the plan in order, in seconds on the chosen engine. */
  seconds: number;
  stepSeconds: number[];
  /** The speed that the times rest on. Absent in plans that an older exp made. */
  speed?: Speed;
  flops: number;
  /** Peak of what the run holds, bytes, with its parts; `engine` is what the engine takes for itself. */
  memory: { peak: number; weights: number; optimiser: number; activations: number; engine: number; cache: number };
  /** What the machine can give, bytes. */
  memoryAvailable: number;
  /** What the engine can have of it: less where it cannot address so much. Null on a GPU, whose own memory no plan can look at. */
  engineLimit: number | null;
  /** The greatest batch size, up to that of the plan, whose engine memory (`peak` without `cache`) fits; null if none does. */
  batchSizeThatFits: number | null;
}
