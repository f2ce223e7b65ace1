import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { RunEvent } from "../../src/events/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { phasesOf } from "../../src/steps/recipes.ts";
import type { ClassEvaluation } from "../../src/tasks/classification/index.ts";
import type { Prediction } from "../../src/tasks/classification/prediction.ts";
import { evaluatedEvent } from "../../src/tasks/classification/run/evaluated.ts";
import type { TrainStep } from "../../src/train/phase.ts";
import { spread } from "../../src/train/recipes/rate.ts";
import { settingsAt } from "../../src/train/schedules/index.ts";
import { SmoothLoss } from "../../src/train/smooth_loss.ts";
import { trainSpec } from "../support/specs.ts";

export interface FinishedRun {
  folder: string;
  plan: Plan;
  events: RunEvent[];
}

export interface RunShape {
  classes: string[];
  /** Validation images of each class, every one with a file. */
  perClass: number;
  epochs: number;
  stepsPerEpoch: number;
}

/** A run as it lies on the disk when its report is written, made by formula: losses that fall, every fifth image taken for the next class. */
export async function finishedRun(root: string, { classes, perClass, epochs, stepsPerEpoch }: RunShape): Promise<FinishedRun> {
  const folder = join(root, "runs", "pets-1");
  const images = join(root, "pets");
  await mkdir(join(folder, "pictures"), { recursive: true });
  await mkdir(images, { recursive: true });
  const valid = classes.flatMap((_, label) => Array.from({ length: perClass }, (_, i) => ({ id: label * perClass + i, label, i })));
  const samples = valid.map(({ id, label, i }) => ({ id, label, path: join(images, `image ${label}_${i}.jpg`) }));
  for (const { path, id } of samples.slice(0, 40)) await writeFile(path, await paint(160, 90 + (id % 3) * 60, id));
  const picture = join(folder, "pictures", "layer-1.png");
  await writeFile(picture, await paint(480, 480, 7, "png"));
  await writeFile(join(folder, "environment.json"), JSON.stringify(environment));

  const plan = planOf(root, images, classes, samples, epochs, stepsPerEpoch);
  const step = plan.steps[0] as TrainStep;
  const confusion = classes.map((_, a) => classes.map((_, p) => count(samples, s => s.label === a && guess(s, classes.length) === p)));
  const worst = samples
    .filter(sample => guess(sample, classes.length) !== sample.label)
    .slice(0, 12)
    .map((sample, i) => prediction(sample.path, classes, guess(sample, classes.length), classes[sample.label], 4 - i / 5));
  const errorRate = count(samples, s => guess(s, classes.length) !== s.label) / samples.length;
  const { detail } = await evaluatedEvent(0, evaluationOf(samples, classes.length), {}, classes, folder);
  const evaluated = { event: "evaluated" as const, loss: 0.4321, confusion, worst, detail };
  const trainingBatch = join(folder, "pictures", "training-batch.png");
  await writeFile(trainingBatch, await paint(480, 240, 9, "png"));
  const metrics = { error_rate: errorRate, f1: 1 - errorRate };
  const events: RunEvent[] = [
    { event: "started", plan, folder },
    { event: "warning", message: "these weights are small: expect less than of ImageNet's" },
    ...[0, 125, 125, 128, 128].flatMap((seconds, i): RunEvent[] => [
      ...(i > 0 ? [{ event: "step", step: i - 1, is: "ended", seconds } as const] : []),
      ...(i < 4 ? [{ event: "step", step: i, is: "begun", seconds } as const] : []),
    ]),
    { event: "training_batch", step: 0, file: trainingBatch, caption: "Images of the first batch.", alt: "Training images" },
    ...training(step),
    { ...evaluated, step: 0, metrics },
    {
      event: "picture",
      step: 1,
      title: "resnet34, layer 1 (conv1)",
      file: picture,
      caption: "The 64 filters, each with its own contrast.",
    },
    { ...evaluated, step: 2, metrics: { ...metrics, roc_auc: Number.NaN } },
    {
      event: "predicted",
      step: 3,
      predictions: samples.slice(0, 3).map(({ path, label }) => prediction(path, classes, label, null)),
    },
    { event: "broken", files: [{ path: join(images, "torn.jpg"), reason: "the file ends early" }] },
    {
      event: "finished",
      seconds: 123.4,
      loader: { broken: [], waitedSeconds: 3, totalSeconds: 100, cachedBytes: 0 },
      report: join(folder, "report.html"),
    },
  ];
  return { folder, plan, events };
}

const environment = {
  started: "2026-11-24T06:57:12.345Z",
  exp: "0.1.0",
  node: "v20.20.0",
  os: { platform: "linux", release: "6.1" },
  cpu: { model: null, cores: 2 },
  memoryBytes: 8 * 1024 ** 3,
};

/** A fifth of the images are taken for the next class. */
const guess = ({ id, label }: { id: number; label: number }, classes: number): number => (id % 5 === 2 ? (label + 1) % classes : label);

/** The model is 0.8 sure of what it guesses. */
function evaluationOf(samples: Plan["data"]["valid"], classes: number): ClassEvaluation {
  const probabilities = samples.flatMap(sample =>
    Array.from({ length: classes }, (_, c) => (c === guess(sample, classes) ? 0.8 : 0.2 / (classes - 1))),
  );
  return {
    classes,
    probabilities: Float32Array.from(probabilities),
    labels: Float32Array.from(samples, ({ label }) => label),
    losses: Float32Array.from(samples, sample => (guess(sample, classes) === sample.label ? 0.22 : 4)),
    loss: 0.4321,
    paths: samples.map(({ path }) => path),
  };
}

const count = <T>(items: readonly T[], is: (item: T) => boolean): number => items.filter(is).length;

function* training({ phases }: TrainStep): Generator<RunEvent> {
  for (const [p, phase] of phases.entries()) {
    yield { event: "phase", step: 0, phase: p, name: phase.name, epochs: phase.epochs, stepsPerEpoch: phase.stepsPerEpoch };
    const smooth = new SmoothLoss();
    const total = phase.epochs * phase.stepsPerEpoch;
    for (let epoch = 0; epoch < phase.epochs; epoch++) {
      for (let batch = 1; batch <= phase.stepsPerEpoch; batch++) {
        const at = epoch * phase.stepsPerEpoch + batch - 1;
        const loss = (2.6 * Math.exp((-2 * at) / total)) / (p + 1) + 0.5 * (((at * 7919) % 101) / 101);
        const settings = settingsAt(phase, at, total);
        const place = { step: 0, phase: p, epoch, batch, batches: phase.stepsPerEpoch, training: true };
        yield { event: "batch", ...place, ...settings, loss, smoothLoss: smooth.add(loss) };
      }
      const validLoss = 1.2 / (p + epoch + 1) + 0.2;
      const metrics = { error_rate: 0.4 / (p + epoch + 1), f1: 1 - 0.4 / (p + epoch + 1) };
      yield { event: "epoch", step: 0, phase: p, phaseName: phase.name, epoch, trainLoss: smooth.value, validLoss, metrics, seconds: 41.5 };
    }
  }
}

function prediction(path: string, classes: string[], predicted: number, actual: string | null, loss?: number): Prediction {
  const order = [predicted, ...classes.keys()].filter((c, i, all) => all.indexOf(c) === i).slice(0, 5);
  const top = order.map((c, i) => ({ class: classes[c], probability: i === 0 ? 0.8 : 0.2 / (order.length - 1) }));
  return { path, actual, predicted: classes[predicted], probability: 0.8, top, ...(loss === undefined ? {} : { loss }) };
}

/** Colored rings. */
async function paint(width: number, height: number, seed: number, format: "jpeg" | "png" = "jpeg"): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ring = Math.sin(Math.hypot(x - width / 2, y - height / 2) / (4 + (seed % 7)));
      for (let c = 0; c < 3; c++) pixels[(y * width + x) * 3 + c] = 128 + 100 * ring * Math.cos(seed + c);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

function planOf(
  root: string,
  images: string,
  classes: string[],
  valid: Plan["data"]["valid"],
  epochs: number,
  stepsPerEpoch: number,
): Plan {
  const groups = [
    { name: "stem to layer2", parameters: 1_345_000 },
    { name: "layer3 and layer4", parameters: 19_900_000 },
    { name: "head", parameters: 530_000 },
  ];
  const phases = phasesOf(trainSpec("fine_tune", { epochs })).map(({ epochs, frozen, rate, schedule }) => ({
    name: frozen ? "head" : "whole",
    epochs,
    stepsPerEpoch,
    trainedFrom: frozen ? 2 : 0,
    parameters: frozen ? { trained: 530_000, frozen: 21_245_000 } : { trained: 21_775_000, frozen: 0 },
    learningRates: spread(rate, groups.length),
    schedule: schedule(0.9),
    flopsPerStep: 1.4e12,
  }));
  return {
    version: 1,
    file: join(root, "pets.exp"),
    source:
      'data pets from folder\nmodel resnet34 pretrained\nfine_tune 1 epochs metric error_rate f1\nvisualize layer 1\nevaluate metric roc_auc\npredict "pets"\n',
    included: [],
    experiment: null,
    values: [],
    seed: 42,
    engine: {
      name: "wasm",
      version: "4.22.0",
      device: "CPU",
      isGpu: false,
      threads: 2,
      exact: false,
      devices: 1,
      precision: null,
      normPerDevice: false,
      why: "nothing faster is set up",
    },
    data: {
      name: "pets",
      folder: images,
      classes,
      counts: { train: classes.map((_, i) => 20 + i), valid: classes.map((_, i) => count(valid, ({ label }) => label === i)) },
      train: classes.flatMap((_, label) =>
        Array.from({ length: 20 + label }, (_, i) => ({ id: i, path: join(images, `t${label}_${i}.jpg`), label })),
      ),
      valid,
      broken: [{ path: join(images, "empty.jpg"), reason: "the file is empty" }],
      imageSize: 128,
      medianSize: { width: 160, height: 150 },
      resize: "crop",
      presize: null,
      augment: null,
      batchSize: 16,
      workers: 2,
      cacheBytes: 2e8,
    },
    model: {
      name: "resnet34",
      weights: { kind: "bundled", path: join(root, "small.safetensors"), warning: "small" },
      classes: classes.length,
      parameters: 21_775_000,
      groups,
      layers: [
        { layer: 1, name: "conv1", shape: [64, 64, 64] },
        { layer: 2, name: "layer1.0", shape: [32, 32, 64] },
      ],
    },
    steps: [
      {
        kind: "fine_tune",
        metrics: [{ name: "error_rate" }, { name: "f1" }],
        weightDecay: 0.01,
        dropout: 0.5,
        checkpoint: { seconds: 300 },
        phases,
      },
      { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "filters" }], channels: null, frames: null },
      { kind: "evaluate", metrics: [{ name: "roc_auc" }] },
      { kind: "predict", path: images, images: 3 },
    ],
    estimate: {
      seconds: 110,
      stepSeconds: [90, 2, 10, 8],
      flops: 5.2e13,
      memory: { peak: 1.2e9, weights: 8.7e7, optimiser: 1.7e8, activations: 7e8, engine: 6e7, cache: 2e8 },
      memoryAvailable: 8e9,
      engineLimit: 4e9,
      batchSizeThatFits: 16,
    },
    inferences: ["labels: the folder of each image (12 classes)", "split: 20 % for validation, by seed 42"],
  };
}
