import type { Plan } from "../../src/plan/plan.ts";

/** A plan such as `exp plan` makes for two classes of drawn images, small enough to read. */
export const planOf = (changes: Partial<Plan> = {}): Plan => ({
  version: 1,
  file: "/home/ada/pets.exp",
  source: "data pets from folder\nmodel resnet18\nfit 2 epochs metric error_rate\n",
  included: [],
  experiment: null,
  values: [],
  seed: 0,
  engine: {
    name: "wasm",
    version: "4.22.0",
    device: "CPU",
    isGpu: false,
    threads: 1,
    exact: false,
    devices: 1,
    precision: null,
    normPerDevice: false,
    why: "`wasm` was asked for",
  },
  data: {
    name: "pets",
    folder: "/home/ada/pets",
    classes: ["cat", "dog"],
    counts: { train: [2, 2], valid: [1, 1] },
    train: [],
    valid: [
      { id: 4, path: "/home/ada/pets/cat/5.png", label: 0 },
      { id: 5, path: "/home/ada/pets/dog/6.png", label: 1 },
    ],
    broken: [],
    imageSize: 32,
    medianSize: { width: 32, height: 32 },
    resize: "crop",
    presize: null,
    augment: null,
    batchSize: 2,
    workers: 1,
    cacheBytes: 2 ** 20,
  },
  model: {
    name: "resnet18",
    weights: { kind: "random" },
    classes: 2,
    parameters: 11_705_000,
    groups: [
      { name: "stem to layer2", parameters: 683_072 },
      { name: "layer3 and layer4", parameters: 10_493_440 },
      { name: "head", parameters: 528_488 },
    ],
    layers: [{ layer: 1, name: "conv1", shape: [16, 16, 64] }],
  },
  steps: [
    {
      kind: "fit",
      metrics: [{ name: "error_rate" }],
      weightDecay: 0.01,
      dropout: 0,
      checkpoint: { seconds: 300 },
      phases: [
        {
          name: "whole",
          epochs: 2,
          stepsPerEpoch: 2,
          trainedFrom: 0,
          parameters: { trained: 11_705_000, frozen: 0 },
          learningRates: [1e-3, 1e-3, 1e-3],
          schedule: { kind: "constant", momentum: 0.9 },
          flopsPerStep: 1e9,
        },
      ],
    },
  ],
  estimate: {
    seconds: 1,
    stepSeconds: [1],
    flops: 1e9,
    memory: { peak: 1, weights: 1, optimiser: 0, activations: 0, engine: 0, cache: 0 },
    memoryAvailable: 1,
    engineLimit: 1,
    batchSizeThatFits: 2,
  },
  inferences: ["labels are the names of the folders"],
  ...changes,
});

/** The model of plans that are run: drawing, saving and reading it takes a moment. */
export const smallModel: Plan["model"] = {
  name: "resnet20",
  weights: { kind: "random" },
  classes: 2,
  parameters: 339_664,
  groups: [
    { name: "body", parameters: 271_824 },
    { name: "head", parameters: 67_840 },
  ],
  layers: [{ layer: 1, name: "conv1", shape: [32, 32, 16] }],
};
