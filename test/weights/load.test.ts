import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { size } from "../../src/common/tensor.ts";
import { saveWeights } from "../../src/export/safetensors.ts";
import { createModel } from "../../src/models/index.ts";
import { initialize } from "../../src/models/initialize.ts";
import type { Model, Weights } from "../../src/models/model.ts";
import { loadWeights } from "../../src/models/weights/index.ts";
import { torchShape, toTorch } from "../../src/models/weights/layout.ts";
import { writeSafetensors } from "../../src/models/weights/safetensors.ts";
import { compareHead } from "../../src/tasks/classification/weights.ts";
import { contentsOf, failureOf, fileOf } from "./files.ts";
import { call, dict, floats, global, int, pickle, tensor, text, torchZip } from "./pickle_writer.ts";
import { drawWeights, tinyModel } from "./tiny.ts";

const { signal } = new AbortController();
const emptyFile = () => fileOf("weights.safetensors", Buffer.alloc(0));
const load = (path: string, model: Model) => loadWeights({ kind: "file", path }, model, 1, { signal });

/** Weights in a file, under other names; those renamed to null are left out. */
async function saveAs(model: Model, weights: Weights, rename: (name: string) => string | null): Promise<string> {
  const path = emptyFile();
  const tensors = model.parameters.flatMap(p => {
    const name = rename(p.name);
    const { shape, data } = toTorch(p, weights[p.name]);
    return name === null ? [] : [{ name, dtype: "F32" as const, shape, data: () => data }];
  });
  await writeSafetensors(path, tensors, {});
  return path;
}

const model = tinyModel(3);
const weights = drawWeights(model);
const fresh = initialize(model, 1);
const isHead = (name: string) => name.startsWith("head.");

it("loads what it saved, in torch's layout and names", async () => {
  const path = emptyFile();
  await saveWeights(model, weights, path, { classes: '["a","b","c"]' });
  expect(await load(path, model)).toEqual({ weights, notes: [] });
  expect((await contentsOf(path))["conv1.weight"].shape).toEqual([4, 2, 3, 3]);
  expect((await contentsOf(path))["head.linear2.weight"].shape).toEqual([3, 512]);
});

it("draws the weights of an untrained model from the seed", async () => {
  const loaded = await loadWeights({ kind: "random" }, model, 7, { signal });
  expect(loaded).toEqual({ weights: initialize(model, 7), notes: [] });
});

describe("names", () => {
  it("ignores torchvision's classifier and torch's counters, and tells that the head starts fresh", async () => {
    const names: Record<string, string | null> = { "head.linear1.weight": "fc.weight", "head.bn1.weight": "bn1.num_batches_tracked" };
    const path = await saveAs(model, weights, name => names[name] ?? (isHead(name) ? null : name));
    const loaded = await load(path, model);
    for (const { name } of model.parameters) expect(loaded.weights[name]).toEqual((isHead(name) ? fresh : weights)[name]);
    expect(loaded.notes).toEqual([
      `\`${path}\` has torchvision's one-layer classifier \`fc\` with 512 outputs, and exp's head has two layers: the head starts fresh`,
    ]);
  });
  it("knows fastai's, of body and head", async () => {
    const names: Record<string, string> = {
      "conv1.weight": "0.0.weight",
      "bn1.weight": "0.1.weight",
      "bn1.bias": "0.1.bias",
      "bn1.running_mean": "0.1.running_mean",
      "bn1.running_var": "0.1.running_var",
      "layer1.0.conv1.weight": "0.4.0.conv1.weight",
      "head.bn1.weight": "1.2.weight",
      "head.bn1.bias": "1.2.bias",
      "head.bn1.running_mean": "1.2.running_mean",
      "head.bn1.running_var": "1.2.running_var",
      "head.linear1.weight": "1.4.weight",
      "head.bn2.weight": "1.6.weight",
      "head.bn2.bias": "1.6.bias",
      "head.bn2.running_mean": "1.6.running_mean",
      "head.bn2.running_var": "1.6.running_var",
      "head.linear2.weight": "1.8.weight",
    };
    expect(await load(await saveAs(model, weights, name => names[name]), model)).toEqual({ weights, notes: [] });
  });
  it.each(["module.", "backbone.", "net.", "module.encoder.", "conv1.layer1."])("sees through the prefix `%s`", async prefix => {
    expect(await load(await saveAs(model, weights, name => prefix + name), model)).toEqual({ weights, notes: [] });
  });
});

describe("checkpoints of scripts", () => {
  /** As torch would save them: tensors by name, and dictionaries in dictionaries. */
  type Saved = { [name: string]: Saved | Buffer };
  const body = (prefix = ""): Record<string, Buffer> =>
    Object.fromEntries(
      model.parameters.flatMap(p =>
        isHead(p.name) ? [] : [[prefix + p.name, tensor({ count: size(p.shape), shape: [...torchShape(p)] })]],
      ),
    );
  const asPickle = (saved: Saved): Buffer =>
    dict(Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, Buffer.isBuffer(value) ? value : asPickle(value)])));
  const savedAs = (saved: Saved): string =>
    fileOf("checkpoint.ckpt", torchZip(pickle(asPickle(saved)), { "0": floats(...new Array<number>(72).fill(0.25)) }));
  const loose = tensor({ count: 1, shape: [] });
  const options = (module: string, name: string): Buffer =>
    Buffer.concat([call(global(module, name)), asPickle({ lr: int(1) }), Buffer.from("b")]);
  const noHead = (path: string) => `\`${path}\` has no head: the head starts fresh`;

  it.each<[string, Saved]>([
    ["tensors beside a dictionary of any name", { net: body(), acc: loose }],
    ["ImageNet's example", { epoch: int(3), arch: text("tiny"), state_dict: body("module."), best_acc1: loose, optimizer: { state: {} } }],
    [
      "PyTorch Lightning",
      { state_dict: body("model."), hyper_parameters: call(global("lightning.fabric.utilities.data", "AttributeDict")) },
    ],
    ["the options of argparse beside it", { model: body(), args: options("argparse", "Namespace") }],
    [
      "numbers of NumPy beside it",
      { model: body(), best: call(global("numpy._core.multiarray", "scalar"), global("numpy", "dtype"), text("x")) },
    ],
    ["a dictionary in three", { a: { b: { c: { d: body("backbone.") } } } }],
  ])("loads that of %s", async (_, saved) => {
    const path = savedAs(saved);
    const loaded = await load(path, model);
    expect(loaded.weights["conv1.weight"].data).toEqual(new Float32Array(72).fill(0.25));
    expect(loaded.notes).toEqual([noHead(path)]);
  });
  it.each<[string, Saved, string, string]>([
    ["timm's average", { state_dict: body(), state_dict_ema: body() }, "state_dict_ema", "state_dict"],
    [
      "DINO's teacher",
      { student: body("module.backbone."), teacher: body("module.backbone.") },
      "teacher.module.backbone",
      "student.module.backbone",
    ],
    ["MoCo's encoder of queries", { ...body("module.encoder_k."), ...body("module.encoder_q.") }, "module.encoder_q", "module.encoder_k"],
    ["the first of others", { first: body(), second: body() }, "first", "second"],
  ])("takes %s where several fit, and says so", async (_, saved, taken, left) => {
    const path = savedAs(saved);
    expect((await load(path, model)).notes).toEqual([
      `\`${path}\` has weights that fit in 2 places: those of \`${taken}\` are taken, not of \`${left}\``,
      noHead(path),
    ]);
  });
  it("lists what is there where nothing fits", async () => {
    const { message } = await failureOf(load(savedAs({ vit: { "patch.weight": loose, b: loose }, other: { cls: loose } }), model));
    expect(message).toContain(
      "it has nothing of tiny; it has 2 tensors in `vit`: `patch.weight` scalar, `b` scalar; 1 tensor in `other`: `cls` scalar",
    );
    expect((await failureOf(load(savedAs({ epoch: int(1), args: {} }), model))).message).toContain(
      "no tensors by name, only `epoch`, `args`",
    );
  });
});

describe("classes", () => {
  const loadFor = (path: string, classes: string[]) =>
    loadWeights({ kind: "file", path }, model, 1, { signal, compareHead: compareHead(classes) });
  async function savedWith(metadata: Record<string, string>): Promise<string> {
    const path = emptyFile();
    await saveWeights(model, weights, path, metadata);
    return path;
  }

  it("takes a head for the same classes without a word", async () => {
    expect(await loadFor(await savedWith({ classes: '["a","b","c"]' }), ["a", "b", "c"])).toEqual({ weights, notes: [] });
  });
  it.each([
    { there: ["a", "cat", "c"], told: 'class 2 is "cat" there, "b" here' },
    { there: ["b", "a", "c"], told: 'class 1 is "b" there, "a" here' },
    { there: ["a", "b"], told: 'class 3 is missing there, "c" here' },
  ])("starts a fresh head where the file's is for $there, and tells", async ({ there, told }) => {
    const path = await savedWith({ classes: JSON.stringify(there) });
    const loaded = await loadFor(path, ["a", "b", "c"]);
    expect(loaded.notes).toEqual([`\`${path}\` has a head for other classes (${told}): the head starts fresh`]);
    for (const { name } of model.parameters) expect(loaded.weights[name]).toEqual((isHead(name) ? fresh : weights)[name]);
  });
  it.each<Record<string, string>>([{}, { classes: "cats" }, { classes: "[1,2,3]" }])(
    "tells that a head is taken on trust where the file says %o",
    async metadata => {
      const path = await savedWith(metadata);
      expect(await loadFor(path, ["a", "b", "c"])).toEqual({
        weights,
        notes: [`\`${path}\` does not say which classes its head tells apart: they are taken to be those of the data, in the same order`],
      });
    },
  );
});

describe("what does not fit", () => {
  it("keeps the body where the head is for other classes, and tells", async () => {
    const path = await saveAs(model, weights, name => name);
    const other = tinyModel(5);
    const loaded = await load(path, other);
    expect(loaded.notes).toEqual([
      `\`${path}\` has another head (\`head.linear2.weight\` is 3x512 there, 5x512 here): the head starts fresh`,
    ]);
    expect(loaded.weights["conv1.weight"]).toEqual(weights["conv1.weight"]);
    expect(loaded.weights["head.linear1.weight"]).toEqual(initialize(other, 1)["head.linear1.weight"]);
  });
  it("names what is missing or misshapen of the body, and what is there", async () => {
    const path = await saveAs(model, weights, name => (name.startsWith("bn1") ? null : name === "conv1.weight" ? "other" : name));
    const { fault, message } = await failureOf(load(path, model));
    expect(fault).toBe("data");
    expect(message).toContain("tiny does not fit: `conv1.weight` is missing, `bn1.weight` is missing, `bn1.bias` is missing and 2 others");
    expect(message).toContain("it has 12 tensors: `other` 4x2x3x3");
  });
  it("says which model the weights are of", async () => {
    const resnet18 = createModel("resnet18", { outputs: 2 });
    const path = emptyFile();
    await saveWeights(resnet18, initialize(resnet18, 1), path, {});
    const { message, fix } = await failureOf(load(path, createModel("resnet50", { outputs: 2 })));
    expect(message).toContain("`layer1.0.conv1.weight` is 64x64x3x3 there, 64x64x1x1 here");
    expect(fix).toBe("this file fits `model resnet18`");
  });
  it("refuses a deeper network's, of which it would leave half unused", async () => {
    const resnet34 = createModel("resnet34", { outputs: 2 });
    const path = await saveAs(resnet34, initialize(resnet34, 1), name => `backbone.${name}`);
    const { message, fix } = await failureOf(load(path, createModel("resnet18", { outputs: 2 })));
    expect(message).toContain(
      "resnet18 does not fit: it has no `layer1.2.conv1.weight`, `layer1.2.bn1.weight`, `layer1.2.bn1.bias` and 77 others",
    );
    expect(fix).toBe("this file fits `model resnet34`");
  });
  it.each(["conv1.bias", "conv2.weight", "layer1.0.se.weight", "layer5.0.conv1.weight"])(
    "refuses a body with `%s`, which the model lacks",
    async name => {
      const path = await saveAs(model, weights, parameter => (parameter === "head.linear1.weight" ? name : parameter));
      expect((await failureOf(load(path, model))).message).toContain(`it has no \`${name}\`, and the file has`);
    },
  );
  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses weights with the value %d", async value => {
    const path = emptyFile();
    const data = Float32Array.from(weights["bn1.bias"].data).fill(value, 2, 3);
    await saveWeights(model, { ...weights, "bn1.bias": { shape: [4], data } }, path, {});
    expect((await failureOf(load(path, model))).message).toContain(`\`bn1.bias\` has a value that is ${value}`);
  });
  it("refuses a negative variance", async () => {
    const path = emptyFile();
    await saveWeights(model, { ...weights, "bn1.running_var": { shape: [4], data: Float32Array.of(1, 1, -1, 1) } }, path, {});
    expect((await failureOf(load(path, model))).message).toContain("negative value -1");
  });
});

it("is interrupted where the signal was raised", async () => {
  const path = await saveAs(model, weights, name => name);
  await expect(loadWeights({ kind: "file", path }, model, 1, { signal: AbortSignal.abort() })).rejects.toThrow(
    expect.objectContaining({ name: "Interrupted" }),
  );
});

it("saves into a folder that is not there yet, and leaves nothing beside the file", async () => {
  const path = join(dirname(emptyFile()), "deep", "er", "weights.safetensors");
  await saveWeights(model, weights, path, {});
  expect(readdirSync(dirname(path))).toEqual(["weights.safetensors"]);
});
