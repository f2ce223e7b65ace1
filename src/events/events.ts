import type { Family } from "../data/corruptions/corruption.ts";
import type { CorruptionName } from "../data/corruptions/index.ts";
import type { Broken, LoaderReport } from "../data/data.ts";
import type { Plan } from "../plan/plan.ts";
import type { Calibration } from "../tasks/classification/metrics/calibration.ts";
import type { Point } from "../tasks/classification/metrics/curves.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";

/** What happens in a run, in order. The table, the progress bar, metrics.jsonl, `--json` and the report all follow from these. */
export type RunEvent =
  | { event: "started"; plan: Plan; folder: string }
  | ResumedEvent
  | { event: "warning"; message: string }
  /** A step begins or has ended: when, in seconds that the run has taken, earlier sittings included. */
  | { event: "step"; step: number; is: "begun" | "ended"; seconds: number }
  | { event: "phase"; step: number; phase: number; name: string; epochs: number; stepsPerEpoch: number }
  | BatchEvent
  | EpochEvent
  /** How far a step has come that is neither training nor validation: `what` is the part of it, `done` of `of` images or rows. */
  | { event: "progress"; step: number; what: string; done: number; of: number }
  | { event: "broken"; files: Broken[] }
  | EvaluatedEvent
  /** A picture of the first batch that is trained on. */
  | { event: "training_batch"; step: number; file: string; caption: string; alt: string }
  | PictureEvent
  | EvaluatedOnEvent
  | EvaluatedCorruptedEvent
  | { event: "predicted"; step: number; predictions: Prediction[] }
  | { event: "saved"; file: string }
  | { event: "finished"; seconds: number; loader: LoaderReport | null; report: string }
  | { event: "interrupted"; kept: string[] };

/** A run goes on that was stopped: what follows it in the plan, or all, is done again. */
export interface ResumedEvent {
  event: "resumed";
  /** The checkpoint, by its path in the run folder; null where there was none, and the run begins again. */
  from: string | null;
  step: number;
  /** Within a step of training: the epoch that is under way or comes next, and the batches trained in it. */
  place: { phase: string; epoch: number; batch: number } | null;
  /** That the run had taken until then. */
  seconds: number;
  /** Checkpoints that could not be used, and why. */
  notes: string[];
}

export interface PictureEvent {
  event: "picture";
  step: number;
  title: string;
  /** Absolute. */
  file: string;
  /** What it shows and how it was made. */
  caption: string;
  /** What is to be seen in it, for those who cannot see it; its title where it is unsaid. */
  alt?: string;
}

export interface BatchEvent {
  event: "batch";
  step: number;
  phase: number;
  /** From 0 within the phase. */
  epoch: number;
  /** From 1 within the epoch. */
  batch: number;
  batches: number;
  /** Else a batch of validation, after an epoch or of `evaluate`. */
  training: boolean;
  loss: number;
  /** Debiased exponential average of the training losses, beta .98, as fastai prints it; the loss itself where nothing trains. */
  smoothLoss: number;
  /** By parameter group; empty in validation. */
  learningRates: number[];
  /** 0 in validation. */
  momentum: number;
}

export interface EpochEvent {
  event: "epoch";
  step: number;
  phase: number;
  phaseName: string;
  epoch: number;
  trainLoss: number;
  validLoss: number;
  metrics: Record<string, number>;
  seconds: number;
}

export interface EvaluatedEvent {
  event: "evaluated";
  step: number;
  loss: number;
  metrics: Record<string, number>;
  /** Images by actual class (rows) and predicted class. */
  confusion: number[][];
  /** Images that the model was wrong about, greatest loss first; then the least sure of those that it was right about. */
  worst: Prediction[];
  /** How the loss is spread over the images. Absent in runs that an older exp made, and where a loss is not finite. */
  losses?: LossSpread;
  /** Absent in runs that an older exp made. */
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

/** What `evaluate on` found on other data. */
export interface EvaluatedOnEvent {
  event: "evaluated_on";
  step: number;
  name: string;
  /** Images that were measured, and those of them whose class is learned. */
  images: number;
  learned: number;
  /** Mean cross entropy of the images whose class is learned, nats; null where there is none. */
  loss: number | null;
  metrics: Record<string, number>;
  /** The classes of the other data, and the images of each (rows) by the class that the model predicts; none of data out of domain. */
  classes: string[];
  confusion: number[][];
  /** For each of those classes its index among the learned ones; null of one that is not learned. */
  matches: (number | null)[];
  /** The images with the greatest loss; of data out of domain those that lie nearest. */
  worst: Prediction[];
  /** The first images whose class is not learned. Absent in runs that an older exp made. */
  notLearned?: Prediction[];
  domain: DomainSummary;
}

/** How other data lie to the domain of the training images. */
export interface DomainSummary {
  outOfDomain: boolean;
  /** Images told as unlike the training images, of the other data and of the validation images. */
  unlike: { images: number; of: number };
  validUnlike: { images: number; of: number };
  /** Area under the ROC curve of telling the other data from the validation images by a score; null where it is not defined. */
  auroc: { distance: number | null; energy: number | null };
}

/** What `evaluate corrupted` found: a row for each corruption. */
export interface EvaluatedCorruptedEvent {
  event: "evaluated_corrupted";
  step: number;
  images: number;
  /** Of the images as they are. */
  clean: Measured;
  /** By severity, from 1 to 5. */
  rows: { corruption: CorruptionName; family: Family; severities: Measured[] }[];
}
export interface Measured {
  accuracy: number;
  /** Those that the step asks for. */
  metrics: Record<string, number>;
}
