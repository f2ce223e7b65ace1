import type { EventKind } from "./event_kind.ts";

/** A picture of the first batch that is trained on. */
export interface TrainingBatchEvent {
  event: "training_batch";
  step: number;
  /** Absolute. */
  file: string;
  caption: string;
  alt: string;
}

export const trainingBatch: EventKind<TrainingBatchEvent> = {
  numbers: { step: "number" },
};
