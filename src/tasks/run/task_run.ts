import type { EvaluatedEvent } from "../../events/evaluated.ts";
import type { DomainScore } from "../../metrics/domain.ts";
import type { DataPlan } from "../../plan/plan.ts";
import type { SeenImage } from "../../run/steps/domain.ts";
import type { RunContext } from "../../run/steps/step.ts";
import type { EvaluateStep } from "../../steps/evaluate/plan.ts";
import type { ExplainStep } from "../../steps/explain/plan.ts";
import type { Prediction } from "../classification/prediction.ts";
import type { OtherSet } from "../index.ts";
import type { Evaluation } from "../task.ts";

/** What a task says of what was found, in a run. */
export interface TaskRun<Outcome extends Evaluation = Evaluation> {
  /** What an evaluation found; what it said of every sample goes into the run folder. Throws a `Failure` of fault `machine` where that cannot be written. */
  evaluated(
    place: { step: number; folder: string },
    evaluation: Outcome,
    metrics: Record<string, number>,
    data: DataPlan,
  ): Promise<EvaluatedEvent>;
  /** Runs `evaluate on`: how the model does on other data, and how far these lie from what was learned. */
  evaluateOn(context: RunContext, step: EvaluateStep, set: OtherSet, index: number): Promise<void>;
  /** From 0 to 1, the best: what is compared under corruptions. */
  accuracy(evaluation: Outcome): number;
  /** What the output of the model for an image predicts. */
  predicted(image: SeenImage, domain: DomainScore, data: DataPlan): Prediction;
  /** The paths of the samples that the model is most wrong about, with their losses, greatest first. */
  worst(evaluation: Outcome, count: number): Map<string, number>;
  /** Which output `explain` asks about, for each image. */
  explained(of: ExplainStep["of"], images: readonly ExplainedImage[], data: DataPlan): Explained[];
}

export interface ExplainedImage {
  path: string;
  /** The predictions of the task, by name. */
  fetched: Record<string, Float32Array>;
  /** Of an evaluation, where there was one. */
  loss?: number;
}

export interface Explained {
  prediction: Prediction;
  /** Index of an output of the model. */
  target: number;
  asked: { class: string; probability: number };
}
