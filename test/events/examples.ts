import type { EventName, EventOf } from "../../src/events/index.ts";
import type { Prediction } from "../../src/tasks/classification/prediction.ts";
import { planOf } from "../run/plans.ts";

const score = { distance: 0.5, distancePercentile: 0.25, energy: -3, energyPercentile: 0.5, unlike: false };
const known: Prediction = {
  path: "/data/cat/1.jpg",
  actual: "cat",
  predicted: "dog",
  probability: 0.75,
  top: [{ class: "dog", probability: 0.75 }],
  loss: 1.5,
};
const unknown: Prediction = { ...known, actual: null, loss: undefined, domain: score };
delete unknown.loss;

const evaluated: EventOf<"evaluated"> = {
  event: "evaluated",
  step: 1,
  loss: 0.5,
  metrics: { f1: 0.25 },
  confusion: [[3, 1]],
  worst: [known],
};
const curve: [number, number][] = [
  [0, 0],
  [1, 1],
];
const evaluatedOn: EventOf<"evaluated_on"> = {
  ...{ event: "evaluated_on", step: 1, name: "others", images: 2, learned: 1, loss: 0.5, metrics: { f1: 0.5 } },
  ...{ classes: ["cat", "fox"], confusion: [[1, 1]], matches: [0, null], worst: [known] },
  domain: {
    outOfDomain: false,
    unlike: { images: 0, of: 2 },
    validUnlike: { images: 0, of: 2 },
    auroc: { distance: 0.75, energy: null },
  },
};

/** Events of every kind: with all of their fields, with those absent that may be absent, and with null where a field may be null. */
export const examples: { readonly [K in EventName]: readonly [EventOf<K>, ...EventOf<K>[]] } = {
  started: [{ event: "started", plan: planOf(), folder: "/runs/pets-1" }],
  resumed: [
    { event: "resumed", from: null, step: 0, place: null, seconds: 1, notes: [] },
    {
      event: "resumed",
      from: "checkpoints/checkpoint-4.safetensors",
      step: 1,
      place: { phase: "head", epoch: 1, batch: 12 },
      seconds: 60.5,
      notes: ["checkpoint-5 is damaged"],
    },
  ],
  warning: [{ event: "warning", message: "the graphics card is busy" }],
  step: [{ event: "step", step: 0, is: "begun", seconds: 1.5 }],
  phase: [{ event: "phase", step: 0, phase: 1, name: "whole", epochs: 3, stepsPerEpoch: 24 }],
  batch: [
    {
      ...{ event: "batch", step: 0, phase: 0, epoch: 0, batch: 1, batches: 2, training: true },
      ...{ loss: 0.7, smoothLoss: 0.75, learningRates: [1e-3, 1e-2], momentum: 0.9 },
    },
  ],
  epoch: [
    {
      ...{ event: "epoch", step: 0, phase: 0, phaseName: "head", epoch: 0 },
      ...{ trainLoss: 1.5, validLoss: 0.75, metrics: { error_rate: 0.125 }, seconds: 61.5 },
    },
  ],
  progress: [{ event: "progress", step: 1, what: "layer 2", done: 12, of: 64 }],
  broken: [{ event: "broken", files: [{ path: "/data/cat/2.jpg", reason: "it ends too early" }] }],
  evaluated: [
    evaluated,
    {
      ...evaluated,
      losses: { mean: 0.5, median: 0.25, half: 3 },
      detail: {
        predictions: "/runs/pets-1/evaluations/step-2.jsonl",
        probabilities: "/runs/pets-1/evaluations/step-2.npy",
        areas: [0.5, Number.NaN],
        averagePrecisions: [0.5, Number.NaN],
        curves: [{ roc: curve, precisionRecall: curve }, { class: "cat" }],
        calibration: { bins: [{ from: 0, to: 1, images: 0, confidence: Number.NaN, accuracy: Number.NaN }], error: Number.NaN },
      },
    },
  ],
  training_batch: [{ event: "training_batch", step: 0, file: "/runs/pets-1/pictures/training-batch.png", caption: "Images.", alt: "Pets" }],
  picture: [
    { event: "picture", step: 1, title: "layer 1", file: "/runs/pets-1/pictures/layer-1.png", caption: "Filters." },
    { event: "picture", step: 1, title: "layer 1", file: "/runs/pets-1/pictures/layer-1.png", caption: "Filters.", alt: "64 filters" },
  ],
  evaluated_on: [
    evaluatedOn,
    {
      ...evaluatedOn,
      ...{ learned: 0, loss: null, metrics: {}, classes: [], confusion: [], matches: [], notLearned: [unknown] },
      domain: { ...evaluatedOn.domain, outOfDomain: true, auroc: { distance: null, energy: 0.5 } },
    },
  ],
  evaluated_corrupted: [
    {
      ...{ event: "evaluated_corrupted", step: 1, images: 4, clean: { accuracy: 0.75, metrics: { f1: 0.5 } } },
      rows: [{ corruption: "gaussian_noise", family: "noise", severities: [{ accuracy: 0.5, metrics: { f1: Number.NaN } }] }],
    },
  ],
  predicted: [{ event: "predicted", step: 2, predictions: [unknown, known] }],
  saved: [{ event: "saved", file: "/runs/pets-1/weights.safetensors" }],
  finished: [
    { event: "finished", seconds: 130, loader: null, report: "/runs/pets-1/report.html" },
    {
      ...{ event: "finished", seconds: 130, report: "/runs/pets-1/report.html" },
      loader: { broken: [], waitedSeconds: 1, totalSeconds: 20, cachedBytes: 1024 },
    },
  ],
  interrupted: [{ event: "interrupted", kept: ["/runs/pets-1/metrics.jsonl"] }],
};
