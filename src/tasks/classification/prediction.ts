import type { DomainScore } from "../../metrics/domain.ts";

/** What a model says of an image. */
export interface Prediction {
  path: string;
  /** Class name where known. */
  actual: string | null;
  predicted: string;
  probability: number;
  /** The five likeliest classes. */
  top: { class: string; probability: number }[];
  loss?: number;
  /** How far it lies from the training images, of predictions. */
  domain?: DomainScore;
}
