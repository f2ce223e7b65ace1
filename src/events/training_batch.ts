import { visible } from "../common/words.ts";
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
  news: ({ step, file, caption }) => [
    { news: "picture", step, title: "first training batch", caption: visible(caption), file, isResult: false },
  ],
};
