import { describe, expect, test } from "vitest";
import { freeMemory } from "../../src/common/memory.ts";
import { check } from "../../src/language/check.ts";
import { createModel } from "../../src/models/index.ts";
import { layerNamed, type Model } from "../../src/models/model.ts";
import { Costs, costOf } from "../../src/plan/costs.ts";
import { estimate } from "../../src/plan/estimate.ts";
import { engineOverhead, greatestBatch, roomForCache, shortOfMemory } from "../../src/plan/memory.ts";
import { modelPlan } from "../../src/plan/model_plan.ts";
import type { DataPlan } from "../../src/plan/plan.ts";
import { planSteps } from "../../src/plan/steps.ts";
import type { Program } from "../../src/program/program.ts";
import { dropoutOf } from "../../src/steps/training/text.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { activationGraph, evaluationGraph, scoringGraph, trainingGraph } from "../../src/train/graphs.ts";
import { isTrainStep, type TrainStep } from "../../src/train/phase.ts";
import { scheduleText } from "../../src/train/schedules/index.ts";
import { deconvGraph } from "../../src/visualize/deconv.ts";
import { maximizedSide, maximizeGraph } from "../../src/visualize/maximize.ts";

/** Costs of the graphs of a model at a side of images. */
const costsAt = (model: Model, imageSize: number) => ({
  training: (batchSize: number, trainedFrom: number, dropout: number) =>
    costOf(trainingGraph(model, { task: classification, batchSize, imageSize, trainedFrom, dropout, seed: 0, weightDecay: 0 })),
  evaluation: (batchSize: number) => costOf(evaluationGraph(model, { task: classification, batchSize, imageSize })),
  scoring: (batchSize: number) => costOf(scoringGraph(model, { batchSize, imageSize })),
  activation: (batchSize: number, layer: string) => costOf(activationGraph(model, { batchSize, imageSize }, layer)),
  deconv: (batchSize: number, layer: string) => costOf(deconvGraph(model, { batchSize, imageSize }, layer)),
  maximize: (count: number, layer: string) =>
    costOf(maximizeGraph(model, { count, side: maximizedSide(layerNamed(model, layer), imageSize), layer })),
});

/** The program of some steps on a model, over the fixtures' images. */
function programOf(model: string, ...steps: string[]): Program {
  const { program, diagnostics } = check(["data pets from folder", `model ${model}`, ...steps].join("\n"), "test/cases/a.exp");
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return program;
}

const samples = (n: number) => Array.from({ length: n }, (_, i) => ({ id: i, path: `${i}.jpg`, label: i % 2 }));
const dataOf = (train: number, valid: number, batchSize: number, imageSize: number): DataPlan => ({
  name: "pets",
  folder: "/pets",
  classes: ["cat", "dog"],
  counts: { train: [train / 2, train / 2], valid: [valid / 2, valid / 2] },
  train: samples(train),
  valid: samples(valid),
  broken: [],
  imageSize,
  medianSize: { width: imageSize, height: imageSize },
  resize: "crop",
  presize: null,
  augment: null,
  batchSize,
  workers: 1,
  cacheBytes: 2 ** 30,
});

function planned(name: string, data: DataPlan, ...steps: string[]) {
  const program = programOf(name, ...steps);
  const model = createModel(name.split(" ")[0], { outputs: 2 });
  const costs = new Costs(classification);
  return { model, costs, ...planSteps(program, model, data, costs) };
}
const trainSteps = (name: string, ...steps: string[]) =>
  planned(name, dataOf(40, 10, 8, 32), ...steps).steps.filter(step => isTrainStep(step));

describe("training steps of the plan", () => {
  test("fine_tune trains the head and every batch norm first, then the whole model", () => {
    const [{ phases }] = trainSteps("resnet34 pretrained", "fine_tune 3 epochs");
    expect(phases.map(({ name, epochs, stepsPerEpoch, trainedFrom }) => ({ name, epochs, stepsPerEpoch, trainedFrom }))).toEqual([
      { name: "head", epochs: 1, stepsPerEpoch: 5, trainedFrom: 2 },
      { name: "whole", epochs: 3, stepsPerEpoch: 5, trainedFrom: 0 },
    ]);
    // torchvision's resnet34 without its classifier has 21,284,672 parameters, 17,024 of them in batch norms; fastai's head for two classes has 528,384.
    const [body, norms, head] = [21_284_672, 17_024, 2048 + 1024 * 512 + 1024 + 512 * 2];
    expect(phases.map(({ parameters }) => parameters)).toEqual([
      { trained: head + norms, frozen: body - norms },
      { trained: head + body, frozen: 0 },
    ]);
    expect(phases[0].flopsPerStep).toBeLessThan(0.75 * phases[1].flopsPerStep);
  });

  test("a pretrained body stays frozen in fit until a fine_tune, and that is told", () => {
    const { steps, inferences } = planned(
      "resnet18 pretrained",
      dataOf(40, 10, 8, 32),
      "fit 1 epochs",
      "fine_tune 1 epochs",
      "fit 1 epochs",
    );
    const from = (steps as TrainStep[]).map(({ phases }) => phases.map(({ trainedFrom }) => trainedFrom));
    expect(from).toEqual([[2], [2, 0], [0]]);
    expect(inferences).toEqual(["`fit` trains the head alone: the body of a pretrained model stays frozen until a `fine_tune`"]);
  });

  test("a model from scratch is trained whole", () => {
    const [{ phases }] = trainSteps("resnet18", "fit_one_cycle 2 epochs");
    expect(phases.map(({ name, trainedFrom }) => [name, trainedFrom])).toEqual([["whole", 0]]);
  });

  test("fewer images than a batch are said, with the batch that would do", () => {
    expect(() => planned("resnet18", dataOf(6, 2, 8, 32), "fit 1 epochs")).toThrow(
      "`/pets` has 6 images to train on, fewer than one batch of 8",
    );
  });

  test("one image is never trained on: batch norm would see nothing of it", () => {
    const one = { fault: "data", message: "`/pets` has one image to train on, and a batch needs two" };
    expect(() => planned("resnet18", dataOf(1, 1, 1, 32), "fit 1 epochs")).toThrow(expect.objectContaining(one));
    expect(() => planned("resnet18", dataOf(6, 2, 1, 32), "fit 1 epochs")).toThrow("a batch of one image cannot be trained on");
    expect(planned("resnet18", dataOf(6, 2, 1, 32), "evaluate").steps).toHaveLength(1);
  });

  test("each training statement has the dropout that it says, or else a half", () => {
    const steps = trainSteps("resnet18", "fit 1 epochs", "fit 1 epochs dropout 20%", "fit_one_cycle 1 epochs dropout 0", "fit 1 epochs");
    expect(steps.map(({ dropout }) => dropout)).toEqual([0.5, 0.2, 0, 0.5]);
    expect(steps.map(step => dropoutOf(step))).toEqual(["", ", dropout 0.2", ", dropout 0", ""]);
  });

  test("fit goes on with the momentum that the schedule before left in fastai's optimizer, Adam's own where there was none", () => {
    const steps = trainSteps("resnet18 pretrained", "fit 1 epochs", "fine_tune 2 epochs", "fit 1 epochs", "fit 1 epochs");
    const momenta = steps.map(({ phases }) => phases.at(-1)!.schedule.momentum);
    // What fastai 2.8.12 had in `learn.opt.hypers` after these: the last of ten steps is at nine tenths of the way.
    const last = expect.closeTo(0.945048439913138, 6);
    expect(momenta).toEqual([0.9, [0.95, 0.85, 0.95], last, last]);
    expect(scheduleText(steps[2].phases[0].schedule)).toBe("constant, momentum 0.945");
  });
});

describe("what the plan costs", () => {
  test("resnet34 forward at 224 px takes the 3.67 G multiplications of an image that torchvision states", () => {
    const of = costsAt(createModel("resnet34", { outputs: 2 }), 224);
    expect(of.evaluation(1).flops / 2e9).toBeCloseTo(3.67, 1);
  });

  test("a step of the whole model takes three times its forward pass", () => {
    const of = costsAt(createModel("resnet18", { outputs: 2 }), 64);
    expect(of.training(8, 0, 0.5).flops / of.evaluation(8).flops).toBeGreaterThan(2.8);
    expect(of.training(8, 0, 0.5).flops / of.evaluation(8).flops).toBeLessThan(3.3);
  });

  const speed = { training: 1e10, evaluation: 2e10, startSeconds: 1, measured: true };
  const engine = {
    name: "wasm",
    version: "1",
    device: "CPU",
    isGpu: false,
    threads: 2,
    exact: false,
    devices: 1,
    precision: null,
    normPerDevice: false,
    why: "",
  } as const;
  const estimated = (data: DataPlan, free: number) => {
    const { steps, model, costs } = planned("resnet18", data, "fit 2 epochs", "visualize layer 1", "visualize layer 3", "evaluate");
    return { steps, of: costsAt(model, data.imageSize), made: estimate({ engine, data, steps }, model, costs, speed, free) };
  };

  test("time is work over speed: training steps, a validation pass an epoch, part of one for a deep picture and one for evaluate", () => {
    const data = dataOf(40, 10, 8, 32);
    const { made, of } = estimated(data, 2 ** 34);
    const [training, pass] = [10 * of.training(8, 0, 0.5).flops, 2 * of.evaluation(8).flops];
    const look = 2 * of.activation(8, "layer2").flops;
    expect(look).toBeLessThan(0.7 * pass);
    const seconds = [training / 1e10 + (2 * pass) / 2e10, 0, look / 2e10, pass / 2e10];
    expect(made.stepSeconds).toEqual(seconds.map(s => expect.closeTo(s, 9)));
    expect(made.flops).toBeCloseTo(training + 3 * pass + look, -3);
  });

  test("pictures of a layer share one look at the validation images; projections and gradient ascent take the time of training", () => {
    const data = dataOf(40, 10, 8, 32);
    const model = createModel("resnet18", { outputs: 2 });
    const costs = new Costs(classification);
    const of = costsAt(model, data.imageSize);
    const asked = 'visualize layer2.0.conv1 patches 4 deconv maximize 20 steps activations of "photo.jpg"';
    const { steps } = planSteps(programOf("resnet18", "fit 1 epochs", `${asked} channels 3 5 9`), model, data, costs);
    expect(steps[1]).toMatchObject({ layer: null, name: "layer2.0.conv1", channels: [3, 5, 9] });
    const ahead = 2 * of.activation(8, "layer2.0.conv1").flops + of.activation(1, "layer2.0.conv1").flops;
    // Twelve projections, eight at a time; the images of the three channels, in twenty steps and one that shows them.
    const back = 2 * of.deconv(8, "layer2.0.conv1").flops + 21 * of.maximize(3, "layer2.0.conv1").flops;
    const { stepSeconds } = estimate({ engine, data, steps }, model, costs, speed, 2 ** 34);
    expect(stepSeconds[1]).toBeCloseTo(ahead / 2e10 + back / 1e10, 9);
  });

  test("a layer that is shown every epoch has a frame before the training and one after each epoch, sixty or so at most", () => {
    const model = createModel("resnet18", { outputs: 2 });
    const data = dataOf(40, 10, 8, 32);
    const costs = new Costs(classification);
    const of = costsAt(model, data.imageSize);
    const watched = "visualize layer 2 every epoch patches channels 0 1";
    const stepsOf = (...lines: string[]) => planSteps(programOf("resnet18", ...lines), model, data, costs).steps;
    const steps = stepsOf("fit 2 epochs", "evaluate", "fit 1 epochs", watched);
    expect(steps[3]).toMatchObject({ frames: [1, 2, 3] });
    const { stepSeconds } = estimate({ engine, data, steps }, model, costs, speed, 2 ** 34);
    expect(stepSeconds[3]).toBeCloseTo((4 * 2 * of.activation(8, "layer1").flops) / 2e10, 9);
    const [, { frames }] = stepsOf("fit 131 epochs", watched) as { frames: number[] }[];
    expect([frames.length, frames[0], frames.at(-1)]).toEqual([44, 3, 131]);
  });

  test("predict takes a forward pass of each image that is there, and of those that tell the domain", () => {
    const data = dataOf(40, 10, 8, 32);
    const program = programOf("resnet18", "fit 1 epochs", 'predict "pets"');
    const model = createModel("resnet18", { outputs: 2 });
    const costs = new Costs(classification);
    const of = costsAt(model, data.imageSize);
    const { path } = program.steps[1] as { path: string };
    const { steps } = planSteps(program, model, data, costs, { images: new Map([[path, 24]]), sets: new Map(), seed: 0 });
    expect(steps[1]).toEqual({ kind: "predict", path, images: 24, domain: 50 });
    expect(estimate({ engine, data, steps }, model, costs, speed, 2 ** 34).stepSeconds[1]).toBeCloseTo(
      (((24 + 50) / 8) * of.scoring(8).flops) / 2e10,
      9,
    );
  });

  test("a plan that does not fit says so, with the greatest batch that would", () => {
    const data = dataOf(400, 10, 64, 128);
    const { made, of, steps } = estimated(data, 2 ** 29);
    const fits = made.batchSizeThatFits!;
    const needed = (batch: number) => {
      const tensors = made.memory.weights + made.memory.optimiser + of.training(batch, 0, 0.5).bytes;
      return tensors + engineOverhead("wasm", tensors);
    };
    expect(needed(fits)).toBeLessThanOrEqual(2 ** 29);
    expect(needed(fits + 1)).toBeGreaterThan(2 ** 29);
    expect(shortOfMemory({ data, engine, steps, estimate: made })).toMatchObject({
      fault: "machine",
      message: expect.stringMatching(/^batches of 64 need .+ of memory, but wasm can have 512 MiB here$/),
      fix: `\`batch ${fits}\` fits`,
    });
  });

  test("a plan that fits is not short of memory", () => {
    const data = dataOf(40, 10, 8, 32);
    const { steps, made } = estimated(data, 2 ** 34);
    expect(shortOfMemory({ data, engine, steps, estimate: made })).toBeNull();
  });

  test("a cache that does not fit beside the engine is said, with the one that does", () => {
    const data = { ...dataOf(40_000, 10, 8, 128), cacheBytes: 2 ** 30 };
    const { steps, made } = estimated(data, 5 * 2 ** 28);
    expect(made.memory.cache).toBe(2 ** 30);
    const room = roomForCache(made);
    const failure = shortOfMemory({ data, engine, steps, estimate: made });
    expect(failure).toMatchObject({ fault: "machine", fix: `\`cache ${Math.floor(room / 1e6)}MB\` fits` });
    expect(failure?.message).toMatch(
      /^decoded images of 1\.00 GiB and the .+ that wasm needs are more than the 1\.25 GiB of memory that are free$/,
    );
    const mended = estimated({ ...data, cacheBytes: room }, 5 * 2 ** 28).made;
    expect(room).toBeGreaterThan(0);
    expect(shortOfMemory({ data, engine, steps, estimate: mended })).toBeNull();
  });

  test("where the engine takes all there is, no room is left for a cache", () => {
    expect(roomForCache(estimated(dataOf(40, 10, 8, 32), 2 ** 20).made)).toBe(0);
  });

  test("a batch that fits is never one that cannot be trained on", () => {
    const data = dataOf(400, 10, 64, 128);
    const { steps, of, made } = estimated(data, 2 ** 20);
    const tensors = made.memory.weights + made.memory.optimiser + of.training(1, 0, 0.5).bytes;
    const one = estimated(data, tensors + engineOverhead("wasm", tensors)).made;
    expect(one.batchSizeThatFits).toBeNull();
    expect(shortOfMemory({ data, engine, steps, estimate: one })?.fix).toBe(
      "not even a batch of 2 images fits: use smaller images (`resize`) or a smaller model",
    );
    const evaluating = planned("resnet18", data, "evaluate");
    const forOne = estimate({ engine, data, steps: evaluating.steps }, evaluating.model, evaluating.costs, speed, 2 ** 20);
    expect(shortOfMemory({ data, engine, steps: evaluating.steps, estimate: forOne })?.fix).toMatch(/^not even a batch of 1 image fits/);
  });

  test("a GPU has memory of its own, which the plan knows nothing of: only decoded images are held against the machine's", () => {
    const data = dataOf(400, 10, 64, 128);
    const { steps, model, costs } = planned("resnet18", data, "fit 2 epochs");
    const gpu = {
      name: "tensorflow",
      version: "1",
      device: "GPU",
      isGpu: true,
      threads: null,
      exact: false,
      devices: 1,
      precision: null,
      normPerDevice: false,
      why: "",
    } as const;
    const free = 2 ** 26;
    const made = estimate({ engine: gpu, data, steps }, model, costs, speed, free);
    expect(made.memory.peak).toBeGreaterThan(free);
    expect(made).toMatchObject({ engineLimit: null, batchSizeThatFits: 64 });
    expect(shortOfMemory({ data, engine: gpu, steps, estimate: made })).toBeNull();
    expect(roomForCache(made)).toBeGreaterThan(free / 2);
    const greedy = { ...dataOf(40_000, 10, 64, 128), cacheBytes: 2 ** 30 };
    const large = estimate({ engine: gpu, data: greedy, steps }, model, costs, speed, free);
    expect(shortOfMemory({ data: greedy, engine: gpu, steps, estimate: large })?.message).toMatch(
      /^decoded images of 1\S* GiB are more than the 64\S* MiB of memory that are free$/,
    );
  });

  test("WebAssembly addresses 4 GiB, whatever is free", () => {
    expect(estimated(dataOf(40, 10, 8, 32), 2 ** 40).made.engineLimit).toBe(2 ** 32);
    expect(freeMemory()).toBeGreaterThan(2 ** 20);
  });

  test.each([
    [100, 64, 64],
    [63, 64, 63],
    [1, 64, 1],
    [0, 64, null],
  ])("with room for %i images, of a batch of %i there fit %s", (room, batch, fits) => {
    expect(greatestBatch(batch, room, size => size)).toBe(fits);
  });
});

test("the model's part of the plan gives the shape of every layer", () => {
  const model = createModel("resnet50", { outputs: 12 });
  const { groups, layers, parameters } = modelPlan(model, 64, { kind: "random" });
  expect(layers.filter(({ layer }) => layer !== null)).toEqual([
    { layer: 1, name: "conv1", shape: [32, 32, 64] },
    { layer: 2, name: "layer1", shape: [16, 16, 256] },
    { layer: 3, name: "layer2", shape: [8, 8, 512] },
    { layer: 4, name: "layer3", shape: [4, 4, 1024] },
    { layer: 5, name: "layer4", shape: [2, 2, 2048] },
  ]);
  expect(layers.slice(1, 7)).toEqual([
    { layer: null, name: "layer1.0.conv1", shape: [16, 16, 64] },
    { layer: null, name: "layer1.0.conv2", shape: [16, 16, 64] },
    { layer: null, name: "layer1.0.conv3", shape: [16, 16, 256] },
    { layer: null, name: "layer1.0.downsample.0", shape: [16, 16, 256] },
    { layer: null, name: "layer1.0", shape: [16, 16, 256] },
    { layer: null, name: "layer1.1.conv1", shape: [16, 16, 64] },
  ]);
  expect(groups.reduce((sum, group) => sum + group.parameters, 0)).toBe(parameters);
});
