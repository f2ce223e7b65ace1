import { basename } from "node:path";
import type { Prediction } from "../tasks/classification/prediction.ts";
import type { EventKind } from "./event_kind.ts";
import { predictionNumbers } from "./prediction_numbers.ts";

/** What `predict` found. */
export interface PredictedEvent {
  event: "predicted";
  step: number;
  predictions: Prediction[];
}

export const predicted: EventKind<PredictedEvent> = {
  numbers: { step: "number", predictions: [predictionNumbers] },
  rows: ({ predictions }) =>
    predictions.map(({ path, top }) => ({
      title: basename(path),
      values: Object.fromEntries(top.map(({ class: name, probability }) => [name, probability])),
    })),
};
