import type { Calibration } from "../tasks/classification/metrics/calibration.ts";
import type { Point } from "../tasks/classification/metrics/curves.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";
import { taskEventsOf } from "../tasks/events/index.ts";
import { isTrainStep } from "../train/phase.ts";
import type { EventKind } from "./event_kind.ts";
import { predictionNumbers } from "./prediction_numbers.ts";
import { outlierLines, scoreLines } from "./score_lines.ts";

/** The validation images were evaluated, after training or by `evaluate`. */
export interface EvaluatedEvent {
  event: "evaluated";
  step: number;
  loss: number;
  metrics: Record<string, number>;
  /** Images by actual class (rows) and predicted class. */
  confusion: number[][];
  /** Images that the model was wrong about, greatest loss first; then the least sure of those that it was right about. */
  worst: Prediction[];
  /** How the loss is spread over the images. Absent in runs of an older exp, and where a loss is not finite. */
  losses?: LossSpread;
  /** Absent in runs of an older exp. */
  detail?: EvaluationDetail;
}

export interface LossSpread {
  mean: number;
  median: number;
  /** The fewest images that make half of the sum. */
  half: number;
}

/** What the probabilities of an evaluation say beyond its metrics. */
export interface EvaluationDetail {
  /** Absolute path of what the model said of every image: a `Prediction` as JSON on each line, in the order of the split. */
  predictions: string;
  /** Absolute path of all probabilities, `[images, classes]` float32 in NumPy's format, rows in the same order; absent where they are too many to keep. */
  probabilities?: string;
  /** Of each class against the rest, NaN where not defined: area under the ROC curve, and average precision. */
  areas: number[];
  averagePrecisions: number[];
  /** The curves that are drawn. */
  curves: DrawnCurve[];
  calibration: Calibration;
}

export interface DrawnCurve {
  /** Absent for the mean of all classes. */
  class?: string;
  /** False and true positive rates; absent where not defined. */
  roc?: Point[];
  /** Recalls, and the precision at each; from one to the next a step. */
  precisionRecall?: Point[];
}

export const evaluated: EventKind<EvaluatedEvent> = {
  numbers: {
    ...{ step: "number", loss: "number", metrics: { "*": "number" }, confusion: [["number"]], worst: [predictionNumbers] },
    losses: { mean: "number", median: "number", half: "number" },
    detail: {
      areas: ["number"],
      averagePrecisions: ["number"],
      curves: [{ roc: [["number"]], precisionRecall: [["number"]] }],
      calibration: {
        bins: [{ from: "number", to: "number", images: "number", confidence: "number", accuracy: "number" }],
        error: "number",
      },
    },
  },
  scores: ({ loss, metrics }) => ({ loss, metrics }),
  rows: ({ loss, metrics }) => [{ title: "evaluation", values: { loss, ...metrics } }],
  news: (event, { plan, width, place }) => {
    const isTraining = isTrainStep(plan.steps[event.step]);
    const outlier = outlierLines(event, isTraining ? "valid_loss" : "loss", place);
    // The last row of the table has the scores of a training step already.
    if (isTraining) return outlier.map(text => ({ news: "note", text }));
    const lines = [...scoreLines(event, plan), ...outlier, ...taskEventsOf(plan).evaluatedLines(event, plan.data, width)];
    return [{ news: "result", title: "evaluate", lines }];
  },
};
