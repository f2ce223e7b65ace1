import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { augmentDefaults, type DataSpec, type Program } from "../../src/program/program.ts";
import { folderOf } from "../cli/exp.ts";
import { sparseWeights } from "../support/sparse_weights.ts";

const file = fileURLToPath(new URL("../cases/example.exp", import.meta.url));
const folder = dirname(file);

/** The program of a source that has no mistake at all. */
function program(source: string): Program {
  const { program, diagnostics } = check(source, file);
  expect(diagnostics).toEqual([]);
  return program!;
}
const weightsOf = (model: string): string => sparseWeights(join(folderOf({}), "weights.safetensors"), model);
const dataOf = (options: string): DataSpec => program(`data pets from folder ${options}\nmodel resnet34\nfit 1 epochs`).data;
const trainingOf = (statement: string) => program(`data pets from folder; model resnet34 pretrained; ${statement}`).steps[0];

const four = `data pets from folder
model resnet34 pretrained
fine_tune 1 epochs metric error_rate
visualize layer 1
`;

test("the four lines", () => {
  const span = (text: string) => ({ start: four.indexOf(text), end: four.indexOf(text) + text.length });
  expect(program(four)).toEqual({
    file,
    source: four,
    included: [],
    experiment: null,
    values: [],
    places: ["example.exp:3:1", "example.exp:4:1"],
    seed: 42,
    use: null,
    exact: false,
    data: {
      span: span("data pets from folder"),
      name: "pets",
      folder: `${folder}/pets`,
      labels: null,
      split: null,
      resize: { size: null, method: null },
      presize: null,
      augment: null,
      batchSize: null,
      workers: null,
      cache: null,
    },
    model: { span: span("model resnet34 pretrained"), name: "resnet34", pretrained: { from: null } },
    steps: [
      {
        kind: "fine_tune",
        span: span("fine_tune 1 epochs metric error_rate"),
        epochs: 1,
        metrics: [{ name: "error_rate" }],
        learningRate: null,
        freezeEpochs: null,
        weightDecay: null,
        optimizer: null,
        dropout: null,
        checkpoint: null,
      },
      {
        kind: "visualize",
        span: span("visualize layer 1"),
        layer: "conv1",
        pictures: [{ kind: "filters" }],
        channels: null,
        everyEpoch: false,
      },
    ],
  } satisfies Program);
});

test("the same program on one line", () => {
  const spanless = (source: string) =>
    JSON.parse(
      JSON.stringify(program(source), (key, value) => (key === "span" || key === "places" || key === "source" ? undefined : value)),
    );
  expect(spanless(four.trim().replaceAll("\n", "; "))).toEqual(spanless(four));
  expect(spanless(`\ufeff# My first.\r\n\r\n${four.replaceAll("\n", "  # why\r\n")};;\n`)).toEqual(spanless(four));
});

describe("data", () => {
  test("every option at once", () => {
    const { span, ...data } = dataOf(`"./pets" {
      labels from csv "labels.csv" image file label breed
      split by column is_valid
      resize 224px pad, presize 460px
      augment { flip 0%, rotate 20deg; zoom 1.5 probability 0.5 }
      batch 32; workers 4
      cache 2 GB
    }`);
    expect(data).toEqual({
      name: "pets",
      folder: `${folder}/pets`,
      labels: { by: "csv", file: `${folder}/pets/labels.csv`, image: "file", label: "breed" },
      split: { by: "column", column: "is_valid" },
      resize: { size: 224, method: "pad" },
      presize: 460,
      augment: { ...augmentDefaults, flip: 0, rotate: 20, zoom: 1.5, probability: 0.5 },
      batchSize: 32,
      workers: 4,
      cache: 2e9,
    });
    expect(span.end).toBeGreaterThan(span.start);
  });

  test.each([
    ["labels from folder", { labels: { by: "folder" } }],
    ['labels from name "(.+)_\\d+.jpg$"', { labels: { by: "regex", pattern: "(.+)_\\d+.jpg$" } }],
    ['labels from name "say \\"(.)\\""', { labels: { by: "regex", pattern: 'say "(.)"' } }],
    ["labels from case upper cat lower dog", { labels: { by: "case", upper: "cat", lower: "dog" } }],
    ['labels from case upper "big cat" lower größe', { labels: { by: "case", upper: "big cat", lower: "größe" } }],
    ['labels from csv "pets/labels.csv"', { labels: { by: "csv", file: `${folder}/pets/labels.csv`, image: null, label: null } }],
    ["split 20%", { split: { by: "fraction", valid: 0.2, seed: null } }],
    ["split 0.35 seed 7", { split: { by: "fraction", valid: 0.35, seed: 7 } }],
    ['labels from csv "pets/labels.csv" label class split by column split', { split: { by: "column", column: "split" } }],
    ["labels from folder outer", { labels: { by: "folder", outer: true } }],
    ["split by folder", { split: { by: "folder", train: "train", valid: "valid" } }],
    ['split by folder train "train" valid "valid"', { split: { by: "folder", train: "train", valid: "valid" } }],
    ["resize 224", { resize: { size: 224, method: null } }],
    ["resize 96px squish", { resize: { size: 96, method: "squish" } }],
    ["augment", { augment: augmentDefaults }],
    ["augment { }", { augment: augmentDefaults }],
    ["augment off", { augment: null }],
    ["augment { warp 0.1; brightness 0.3; contrast 40% }", { augment: { ...augmentDefaults, warp: 0.1, brightness: 0.3, contrast: 0.4 } }],
    ["cache 512MiB", { cache: 2 ** 29 }],
  ])("%s", (option, expected) => {
    expect(dataOf(option)).toMatchObject(expected);
    expect(dataOf(`{ ${option} }`)).toMatchObject(expected);
    expect(dataOf(`\n{\n\n  ${option};\n  batch 16,\n}`)).toMatchObject({ ...expected, batchSize: 16 });
  });
});

describe("training", () => {
  test("a batch of one image will do where nothing is trained", () => {
    expect(
      program(`data pets from folder { batch 1 }; model resnet18 pretrained from "${weightsOf("resnet18")}"; evaluate`).data.batchSize,
    ).toBe(1);
  });

  test.each([
    ["fine_tune 3 epochs", { kind: "fine_tune", epochs: 3, metrics: [] }],
    ["fine_tune 1 epoch metric f1", { epochs: 1, metrics: [{ name: "f1" }] }],
    [
      "fine_tune 1 epochs metrics error_rate, accuracy roc_auc",
      { metrics: [{ name: "error_rate" }, { name: "accuracy" }, { name: "roc_auc" }] },
    ],
    ["fine_tune 1 epochs metric top_k_accuracy precision", { metrics: [{ name: "top_k_accuracy", k: 5 }, { name: "precision" }] }],
    ["fine_tune 1 epochs metric f1 average macro f1 rate 1e-3", { metrics: [{ name: "f1", average: "macro" }, { name: "f1" }] }],
    ["fine_tune 1 epochs metric recall top_k_accuracy 3 rate 1e-3", { metrics: [{ name: "recall" }, { name: "top_k_accuracy", k: 3 }] }],
    ["fine_tune 1 epochs rate 2e-3", { learningRate: { from: null, to: 0.002 } }],
    ["fit_one_cycle 5 epochs rate 1e-3 to 1e-2", { kind: "fit_one_cycle", epochs: 5, learningRate: { from: 0.001, to: 0.01 } }],
    ["fine_tune 2 epochs freeze 0 epochs decay 0.01 dropout 50%", { freezeEpochs: 0, weightDecay: 0.01, dropout: 0.5 }],
    ["fine_tune 2 epochs freeze 1 epoch { decay 0\n dropout 0 }", { freezeEpochs: 1, weightDecay: 0, dropout: 0 }],
    ["fit 3 epochs rate 1e-3, metric accuracy", { kind: "fit", epochs: 3, freezeEpochs: null, learningRate: { from: null, to: 0.001 } }],
  ])("%s", (statement, expected) => {
    expect(trainingOf(statement)).toMatchObject(expected);
  });
});

test.each([
  ["use xla", { engine: "xla" }],
  ["use gpu bf16", { engine: "gpu", precision: "bfloat16" }],
  ["use gpu f32 batch_norm together", { engine: "gpu", precision: "float32" }],
  ["use gpus 4", { engine: "gpu", devices: 4 }],
  ["use gpus 2 bf16 batch_norm per_device", { engine: "gpu", devices: 2, precision: "bfloat16", normPerDevice: true }],
  ["use xla devices 2", { engine: "xla", devices: 2 }],
])("%s", (text, said) => {
  const { use } = program(`${text}\ndata pets from folder\nmodel resnet18\nfit 1 epochs`);
  expect(use).toEqual({ precision: null, devices: 1, normPerDevice: false, ...said });
});

test("the other statements", () => {
  const weights = weightsOf("resnet50");
  const { seed, use, model, steps } = program(`seed 7; use gpu
data pets from folder
model resnet50 pretrained from "${weights}"
evaluate
predict "photo.jpg"
fit 1 epochs
predict "pets"; visualize layer 5; evaluate metric accuracy f1`);
  expect({ seed, use }).toEqual({ seed: 7, use: { engine: "gpu", precision: null, devices: 1, normPerDevice: false } });
  expect(model.pretrained).toEqual({ from: weights });
  expect(steps.map(({ span, ...step }) => step)).toMatchObject([
    { kind: "evaluate", metrics: [] },
    { kind: "predict", path: `${folder}/photo.jpg` },
    { kind: "fit", epochs: 1 },
    { kind: "predict", path: `${folder}/pets` },
    { kind: "visualize", layer: "layer4", pictures: [{ kind: "patches", count: 9, deconv: false }] },
    { kind: "evaluate", metrics: [{ name: "accuracy" }, { name: "f1" }] },
  ]);
});

test("a warning leaves the program whole", () => {
  const { program, diagnostics } = check("data pets from folder\nmodel resnet34\nfine_tune 1 epochs\nseed 7", file);
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
    ["fine-tune-untrained", "warning"],
    ["late-statement", "warning"],
  ]);
  expect(program).toMatchObject({ seed: 42, model: { pretrained: false } });
});

test("`every epoch` behind the options is told where it belongs", () => {
  const source = `${four}visualize layer 3 patches 4 channels 1 2 3 every epoch`;
  expect(check(source, file).diagnostics).toMatchObject([
    { code: "unknown-option", hint: "it goes before the options: write for example `visualize layer 1 every epoch`" },
  ]);
});

test("a step that is mistaken is none that a later one could repeat", () => {
  const source = "data pets from folder\nmodel resnet34 pretrained\nfine_tune 1 epochs\nexplain worst with ig\nexplain worst";
  expect(check(source, file).diagnostics.map(({ code }) => code)).toEqual(["unknown-explanation"]);
});
